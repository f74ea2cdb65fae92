using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Sensing.Scanning;
using EdgeAgent.Core.Time;
using EdgeAgent.Run;
using EdgeAgent.Scan;
using EdgeAgent.Scan.Cameras;

namespace EdgeAgent.Verbs;

/// <summary>`edgeagent scan`.</summary>
internal sealed class ScanVerb
{
    private const int Found = 0;
    private const int NothingFound = 1;
    private const int Misuse = 2;
    private const long ShortListenNs = 3_000_000_000;
    private const long LongListenNs = 70_000_000_000;
    private const string JsonLines = "lines";
    private const string JsonDocumentMode = "document";

    private readonly Option<string?> _port = new("--port") { Description = "Where to look: a port of the profile (with --profile), a device as /dev/ttyUSB0 or /dev/serial/by-path/..., or host:port of a serial server. Needed without --cameras.", HelpName = "PORT" };
    private readonly Option<string?> _profile = new("--profile") { Description = "Board profile, by name or as a path, that names the port.", HelpName = "NAME" };
    private readonly Option<DirectoryInfo?> _profiles = ProfileFolders.CreateOption();
    private readonly Option<string[]> _protocol = new("--protocol") { Description = $"Protocols to look for, with commas or repeated: {string.Join(", ", BusProbes.All.Select(p => p.Protocol))}. Left out: all of them.", HelpName = "NAMES" };
    private readonly Option<string[]> _baud = new("--baud") { Description = "Rates to try. Left out: 9600, 4800, 2400, 19200, 38400, 57600, 115200, 1200, for each protocol its usual ones first.", HelpName = "RATES" };
    private readonly Option<string[]> _parity = new("--parity") { Description = "Parities to try: none, even, odd. Left out: those that the protocol uses.", HelpName = "PARITIES" };
    private readonly Option<string[]> _addresses = new("--addresses") { Description = "Unit ids to ask, as in 1-16,100, and numbers of meters, 12 or 14 digits. Left out: every unit from 1 to 247, the likely ones first, and whichever meter answers.", HelpName = "LIST" };
    private readonly Option<string?> _timeout = new("--timeout") { Description = "Time for an answer to begin, as in \"300 ms\". Left out: 200 ms for Modbus, 500 ms over a network, 700 ms for meters. With --cameras: how long to gather answers, 100 ms to 60 s, a number alone is seconds; left out: 3 s; with --address, the time for each answer; left out: 5 s.", HelpName = "TIME" };
    private readonly Option<string?> _listen = new("--listen") { Description = "How long to listen, before anything is asked, for stations that speak by themselves. Left out: 3 s, which a station that reports every minute rarely meets; 70 s when --protocol names such stations alone.", HelpName = "TIME" };
    private readonly Option<string> _direction = new("--direction") { Description = "How a device given by its path switches RS-485 to sending: auto, kernel or rts.", DefaultValueFactory = _ => "auto" };
    private readonly Option<string?> _json = new("--json") { Description = "Print one JSON document at the end, also when stopped; with --json=lines an object a line: {\"kind\":\"finding\"} as soon as it is made, then {\"kind\":\"end\"}.", Arity = ArgumentArity.ZeroOrOne, HelpName = JsonLines };
    private readonly Option<bool> _site = new("--site") { Description = "Print the \"sources\" of a site file for what was found; with --json they are a member of the document." };
    private readonly CameraVerb _cameras = new();

    public static Command Create() => new ScanVerb().Command();

    private Command Command()
    {
        _direction.AcceptOnlyFromAmong("auto", "kernel", "rts");
        var command = new Command("scan", "Find what answers on a line: address, protocol, rate, parity, number of a meter, a first value; or, with --cameras, IP cameras on the network. Only reads and listens, writes to no device. Ctrl-C stops with what was found. Exit status 0: something was found; 1: nothing answered; 2: the command makes no sense or the port cannot be opened.")
        {
            _port, _profile, _profiles, _protocol, _baud, _parity, _addresses, _timeout, _listen, _direction, _json, _site, _cameras.Cameras,
        };
        foreach (var option in _cameras.Own)
        {
            command.Options.Add(option);
        }

        command.SetAction((parse, _) => parse.GetValue(_cameras.Cameras) ? RunCamerasAsync(parse) : Task.FromResult(Run(parse)));
        return command;
    }

    private Task<int> RunCamerasAsync(ParseResult parse)
    {
        Option[] ofLines = [_port, _profile, _profiles, _protocol, _baud, _parity, _addresses, _listen, _direction];
        var faults = Given(parse, ofLines).Select(o => $"{o.Name}: expected without --cameras").ToList();
        var output = OutputOf(parse, faults);
        return _cameras.RunAsync(parse, parse.GetValue(_timeout), output, parse.GetValue(_site), faults);
    }

    private static IEnumerable<Option> Given(ParseResult parse, IEnumerable<Option> options) => options.Where(o => parse.GetResult(o) is { Implicit: false });

    private ScanOutput OutputOf(ParseResult parse, List<string> faults)
    {
        var json = parse.GetResult(_json) is null ? "" : parse.GetValue(_json) ?? JsonDocumentMode;
        _ = Check(json is "" or JsonDocumentMode or JsonLines ? "" : null, "--json", [json], $"nothing or {JsonLines}", faults);
        return json switch { "" => ScanOutput.Text, JsonLines => ScanOutput.JsonLines, _ => ScanOutput.Json };
    }

    private int Run(ParseResult parse)
    {
        var io = parse.InvocationConfiguration;
        if (Read(parse, io.Error) is not { } options)
        {
            return Misuse;
        }

        if (ScanTarget.Find(options, TimeProvider.System, out var fault) is not { } target)
        {
            io.Error.WriteLine($"edgeagent scan: {fault}");
            return Misuse;
        }

        using var stop = new WakeEvent();
        using var cancel = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return Scan(options, target, io, stop, cancel.Token);

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            cancel.Cancel();
            stop.Wake();
        }
    }

    private static int Scan(ScanOptions options, ScanTarget target, InvocationConfiguration io, WakeEvent stop, CancellationToken cancel)
    {
        if (target.Open(options.Probes[0].Usual[0], cancel, out var fault) is not { } line)
        {
            io.Error.WriteLine($"edgeagent scan: {fault}");
            return Misuse;
        }

        io.Error.WriteLine($"scanning {target.Path}: about {ScanProgress.Span(Scanner.EstimateS(options, target))} when nothing answers; Ctrl-C stops with what was found");
        var clock = new EdgeClock();
        var trial = new TemplateTrial(SourceKinds.All, ShippedTemplates.All, BusProbes.All, clock, stop);
        var scanner = new Scanner(options, target, trial, clock, stop, Tell, new ScanProgress(io.Error, !System.Console.IsErrorRedirected), cancel);
        var report = scanner.Run(line);
        Write(options, target, report, io);
        return report.Findings.Count > 0 ? Found : report.Fault.Length > 0 ? Misuse : NothingFound;

        void Tell(ScanFinding finding)
        {
            switch (options.Output)
            {
                case ScanOutput.JsonLines:
                    io.Output.WriteLine(ScanJson.Line(finding));
                    break;
                case ScanOutput.Text when !options.Site:
                    io.Output.WriteLine(ScanText.Of(finding));
                    break;
                default:
                    io.Error.WriteLine(ScanText.Of(finding));
                    break;
            }

            io.Output.Flush();
        }
    }

    private static void Write(ScanOptions options, ScanTarget target, ScanReport report, InvocationConfiguration io)
    {
        var sources = options.Site ? SiteFragment.Sources(report, target) : "";
        switch (options.Output)
        {
            case ScanOutput.Json:
                io.Output.WriteLine(ScanJson.Document(report, sources));
                break;
            case ScanOutput.JsonLines:
                io.Output.WriteLine(ScanJson.End(report, sources));
                break;
            default:
                io.Output.Write(options.Site ? SiteFragment.Text(report, target) + "\n" : "");
                break;
        }

        var remarks = ScanText.Remarks(report);
        foreach (var remark in options.Site ? remarks.Concat(SiteFragment.Remarks(report, target, options.Profile is not null)) : remarks)
        {
            io.Error.WriteLine(remark);
        }
    }

    private ScanOptions? Read(ParseResult parse, TextWriter error)
    {
        var faults = Given(parse, _cameras.Own).Select(o => $"{o.Name}: expected with --cameras").ToList();
        if (parse.GetValue(_port) is null)
        {
            faults.Add("--port: nothing found; expected a port, or --cameras");
        }

        var names = ScanArguments.Parts(parse.GetValue(_protocol) ?? []).ToList();
        foreach (var name in names.Where(n => BusProbes.All.All(p => p.Protocol != n)))
        {
            faults.Add($"--protocol: '{name}' found; expected some of {string.Join(", ", BusProbes.All.Select(p => p.Protocol))}");
        }

        var bauds = Check(ScanArguments.Bauds(parse.GetValue(_baud) ?? []), "--baud", parse.GetValue(_baud), "rates from 300 to 4000000 as in 9600,2400", faults);
        var parities = Check(ScanArguments.Parities(parse.GetValue(_parity) ?? []), "--parity", parse.GetValue(_parity), "none, even or odd", faults);
        var addresses = ScanArguments.Addresses(parse.GetValue(_addresses) ?? []);
        _ = Check(addresses?.Units, "--addresses", parse.GetValue(_addresses), ScanArguments.AddressesForm, faults);
        var timeout = parse.GetValue(_timeout) is { } text ? ScanArguments.TimeoutNs(text) : null;
        _ = Check(parse.GetValue(_timeout) is null || timeout is not null ? "" : null, "--timeout", [parse.GetValue(_timeout) ?? ""], "10 ms to 60 s, as in \"300 ms\"", faults);
        var listenText = parse.GetValue(_listen);
        var listen = listenText is null ? DefaultListenNs(names) : ScanArguments.ListenNs(listenText);
        _ = Check(listen is not null ? "" : null, "--listen", [listenText ?? ""], "0 s to 1 h, as in \"70 s\"", faults);
        var output = OutputOf(parse, faults);
        var isNetwork = parse.GetValue(_profile) is null && parse.GetValue(_port) is { } port && !port.StartsWith('/');
        var probes = BusProbes.All.Where(p => (names.Count == 0 || names.Contains(p.Protocol)) && (isNetwork ? p.FitsNetwork : p.FitsSerial)).ToList();
        if (probes.Count == 0 && faults.Count == 0)
        {
            faults.Add($"--protocol: {string.Join(", ", names)} is not spoken on {(isNetwork ? "a network" : "a serial line")}");
        }

        foreach (var fault in faults)
        {
            error.WriteLine($"edgeagent scan: {fault}");
        }

        return faults.Count > 0 ? null : new ScanOptions
        {
            Port = parse.GetValue(_port)!,
            Profile = parse.GetValue(_profile),
            ProfileFolders = ProfileFolders.From(parse.GetValue(_profiles)),
            Direction = parse.GetValue(_direction) switch { "kernel" => PortDirection.Kernel, "rts" => PortDirection.Rts, _ => PortDirection.Auto },
            Probes = probes,
            Bauds = bauds!,
            Parities = parities!,
            Scope = new ProbeScope { Addresses = addresses!.Value.Units, Numbers = addresses.Value.Numbers, TimeoutNs = timeout, IsNamed = names.Count > 0, IsNetwork = isNetwork },
            ListenNs = listen!.Value,
            Output = output,
            Site = parse.GetValue(_site),
        };
    }

    private static long DefaultListenNs(List<string> names) =>
        names.Count > 0 && BusProbes.All.Where(p => names.Contains(p.Protocol)).All(p => p.IsListener) ? LongListenNs : ShortListenNs;

    private static T? Check<T>(T? value, string option, string[]? given, string expected, List<string> faults)
        where T : class
    {
        if (value is null)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{option}: '{string.Join(' ', given ?? [])}' found; expected {expected}"));
        }

        return value;
    }
}
