using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using EdgeAgent.Core.Config;
using EdgeAgent.Inference.Video.Onvif;

namespace EdgeAgent.Scan.Cameras;

/// <summary>`edgeagent scan --cameras`.</summary>
internal sealed class CameraVerb
{
    private const int Found = 0;
    private const int NothingFound = 1;
    private const int Misuse = 2;
    private const int DefaultMs = 3_000;
    private const int LeastMs = 100;
    private const int MostMs = 60_000;
    private const int MostUserChars = 64;
    private const int MostHosts = 4;
    private const int ResolveMs = 5_000;
    private const int HttpPort = 80;

    private readonly Option<string?> _user = new("--user") { Description = "With --cameras: the user that cameras know. It goes to each camera that is found, the password only as a digest.", HelpName = "NAME" };
    private readonly Option<string?> _passwordFile = new("--password-file") { Description = "With --user: a file with the password, readable by its owner alone; - reads it from standard input, or asks at a prompt that does not show it.", HelpName = "FILE" };
    private readonly Option<string?> _address = new("--address") { Description = "With --cameras: ask this one camera, without a search: 192.0.2.10, [2001:db8::10]:8000, fe80::10%eth0 or a name. Port 443 means HTTPS; left out: 80.", HelpName = "HOST[:PORT]" };
    private readonly Option<string[]> _interfaces = new("--interface") { Description = "With --cameras: search on this network interface; may be repeated. Left out: on each that is up.", HelpName = "NAME" };

    /// <summary>Switches the verb to cameras.</summary>
    public Option<bool> Cameras { get; } = new("--cameras") { Description = "Find IP cameras by ONVIF instead of devices on a line, and show their streams, models and clocks. Only --user, --password-file, --address, --interface, --timeout, --json and --site go with it." };

    /// <summary>Options that go with <see cref="Cameras"/> alone.</summary>
    public IReadOnlyList<Option> Own => [_user, _passwordFile, _address, _interfaces];

    /// <summary>Runs. <paramref name="timeout"/>, <paramref name="output"/> and <paramref name="site"/> are what the verb's common options say; <paramref name="faults"/> what is wrong with the others.</summary>
    public async Task<int> RunAsync(ParseResult parse, string? timeout, ScanOutput output, bool site, List<string> faults)
    {
        var io = parse.InvocationConfiguration;
        var options = await ReadAsync(parse, timeout, faults);
        foreach (var fault in faults)
        {
            io.Error.WriteLine($"edgeagent scan: {fault}");
        }

        if (faults.Count > 0)
        {
            return Misuse;
        }

        using var cancel = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await ScanAsync(options with { Output = output, Site = site }, io, cancel.Token);

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            cancel.Cancel();
        }
    }

    private static async Task<int> ScanAsync(CameraScanOptions options, InvocationConfiguration io, CancellationToken stop)
    {
        io.Error.WriteLine(options.Hosts.Count > 0
            ? $"asking {CameraAddress.Show(options.Hosts[0])} port {options.Port}; Ctrl-C stops"
            : $"searching on {string.Join(", ", options.Interfaces.Select(i => i.Name))} for {ScanProgress.Span(options.TimeoutMs / 1_000.0)}; Ctrl-C stops with what was found");
        var progress = new ScanProgress(io.Error, !System.Console.IsErrorRedirected);
        var report = await new CameraScan(options, TimeProvider.System, Tell, progress).RunAsync(stop);
        Write(options, report, io);
        return report.Findings.Count > 0 ? Found : NothingFound;

        void Tell(CameraFinding finding)
        {
            if (options.Output == ScanOutput.JsonLines)
            {
                io.Output.WriteLine(CameraJson.Line(finding));
                io.Output.Flush();
            }
            else if (options.Output == ScanOutput.Json)
            {
                io.Error.WriteLine(CameraText.Of(finding));
            }
        }
    }

    private static void Write(CameraScanOptions options, CameraScanReport report, InvocationConfiguration io)
    {
        var user = options.Credentials?.User ?? "";
        var sources = options.Site ? CameraSite.Sources(report, user) : "";
        switch (options.Output)
        {
            case ScanOutput.Json:
                io.Output.WriteLine(CameraJson.Document(report, sources));
                break;
            case ScanOutput.JsonLines:
                io.Output.WriteLine(CameraJson.End(report, sources));
                break;
            default:
                foreach (var line in CameraText.Table(report.Findings))
                {
                    (options.Site ? io.Error : io.Output).WriteLine(line);
                }

                io.Output.Write(options.Site ? CameraSite.Text(report, user) + "\n" : "");
                break;
        }

        foreach (var remark in (options.Site ? CameraSite.Remarks(report, user) : []).Concat(CameraText.Remarks(report)))
        {
            io.Error.WriteLine(remark);
        }
    }

    private async Task<CameraScanOptions> ReadAsync(ParseResult parse, string? timeout, List<string> faults)
    {
        var ms = DefaultMs;
        if (timeout is not null && TimeoutMs(timeout) is not { } given)
        {
            faults.Add($"--timeout: '{timeout}' found; expected 100 ms to 60 s, as in \"5 s\"; a number alone is seconds");
        }
        else if (timeout is not null)
        {
            ms = TimeoutMs(timeout)!.Value;
        }

        var names = parse.GetValue(_interfaces) ?? [];
        var (hosts, port) = parse.GetValue(_address) is { } address ? await HostsAsync(address, faults) : ([], 0);
        if (names.Length > 0 && parse.GetValue(_address) is not null)
        {
            faults.Add("--interface: expected without --address, which needs no search");
        }

        IReadOnlyList<ProbeInterface> interfaces = [];
        if (parse.GetValue(_address) is null)
        {
            interfaces = ProbeInterface.Find(names, out var wrong);
            faults.AddRange(names.Length > 0 ? wrong.Select(w => $"--interface: {w}") : interfaces.Count == 0 ? ["no network interface is up with an address and multicast; --address asks one camera without a search"] : []);
        }

        var options = new CameraScanOptions { Hosts = hosts, Port = port, Interfaces = interfaces, TimeoutMs = ms, Credentials = Credentials(parse, faults) };
        return timeout is not null && hosts.Count > 0 ? options with { RequestMs = ms } : options;
    }

    /// <summary>A time to search, ms; a number alone is seconds. Null for anything else.</summary>
    internal static int? TimeoutMs(string text)
    {
        var isNumber = text.Length > 0 && text.All(c => char.IsAsciiDigit(c) || c == '.');
        return DurationText.TryParse(isNumber ? $"{text} s" : text, out var ms) && ms is >= LeastMs and <= MostMs ? (int)ms : null;
    }

    private CameraCredentials? Credentials(ParseResult parse, List<string> faults)
    {
        var user = parse.GetValue(_user);
        var file = parse.GetValue(_passwordFile);
        if (user is null && file is null)
        {
            return null;
        }

        if (user is null || file is null)
        {
            faults.Add(user is null ? "--password-file: expected with --user" : "--user: expected with --password-file; a password is never given on the command line");
            return null;
        }

        if (user.Length is 0 or > MostUserChars || user.Any(char.IsControl))
        {
            faults.Add($"--user: expected 1 to {MostUserChars} characters that can be seen");
            return null;
        }

        if (PasswordFile.Read(file, out var fault) is { } password)
        {
            return new CameraCredentials(user, password);
        }

        faults.Add($"--password-file: {fault}");
        return null;
    }

    private static async Task<(IReadOnlyList<IPAddress> Hosts, int Port)> HostsAsync(string text, List<string> faults)
    {
        if (!TrySplit(text, out var host, out var port))
        {
            faults.Add($"--address: '{OnvifText.Clean(text, 80)}' found; expected a host and perhaps a port, as in 192.0.2.10:8000 or [2001:db8::10]:8000");
            return ([], 0);
        }

        if (IPAddress.TryParse(host, out var address))
        {
            return ([address], port);
        }

        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(ResolveMs), TimeProvider.System);
            var hosts = await Dns.GetHostAddressesAsync(host, limit.Token);
            return ([.. hosts.OrderBy(h => h.AddressFamily == AddressFamily.InterNetwork ? 0 : 1).Take(MostHosts)], port);
        }
        catch (Exception e) when (e is SocketException or ArgumentException or OperationCanceledException)
        {
            faults.Add($"--address: nobody knows the host '{OnvifText.Clean(host, 80)}': {e.Message}");
            return ([], 0);
        }
    }

    /// <summary>Parts a host and a port; false for what is neither.</summary>
    internal static bool TrySplit(string text, out string host, out int port)
    {
        port = HttpPort;
        var close = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : -1;
        var colon = close >= 0 ? text.IndexOf(':', close) : text.IndexOf(':', StringComparison.Ordinal) == text.LastIndexOf(':') ? text.IndexOf(':', StringComparison.Ordinal) : -1;
        var end = colon >= 0 ? colon : text.Length;
        host = close >= 0 ? text[1..close] : text[..end];
        var isWhole = close < 0 || close + 1 == end;
        var isHost = host.Length is > 0 and <= 253 && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or ':' or '%' or '_') && (close < 0 || host.Contains(':'));
        return isWhole && isHost && (colon < 0 || (int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65_535));
    }
}
