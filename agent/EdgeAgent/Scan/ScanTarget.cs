using System.Globalization;
using EdgeAgent.Check;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Sensors.Serial;

namespace EdgeAgent.Scan;

/// <summary>The line that is to be searched, found but not opened.</summary>
internal sealed class ScanTarget
{
    private const string AgentName = "edgeagent";
    private const string PseudoTerminals = "/dev/pts/";

    private readonly PortDirection _direction;
    private readonly TimeProvider _time;

    private ScanTarget(string name, string path, ServerAddress? server, PortDirection direction, TimeProvider time)
    {
        Name = name;
        Path = path;
        Server = server;
        _direction = direction;
        _time = time;
    }

    /// <summary>What a site file would call the port; empty over a network.</summary>
    public string Name { get; }

    /// <summary>Device, or `host:port`.</summary>
    public string Path { get; }

    /// <summary>The serial server; null for a port.</summary>
    public ServerAddress? Server { get; }

    /// <summary>True when a wrong parity would be noticed: not on a pseudo terminal, nor through a server.</summary>
    public bool HasParity => Server is null && !RealPath(Path).StartsWith(PseudoTerminals, StringComparison.Ordinal);

    /// <summary>Finds what <paramref name="options"/> mean by their port; null with the reason.</summary>
    public static ScanTarget? Find(ScanOptions options, TimeProvider time, out string fault)
    {
        fault = "";
        if (options.Profile is { } profile)
        {
            return OfProfile(options, profile, time, out fault);
        }

        if (options.Port.StartsWith('/'))
        {
            return new ScanTarget(NameOf(options.Port), options.Port, null, options.Direction, time);
        }

        if (SourceBinding.TryServer(options.Port, 0, out var server))
        {
            return new ScanTarget("", options.Port, server, PortDirection.Auto, time);
        }

        fault = $"--port {options.Port} is no device and no server; expected /dev/..., host:port, or a port of the board with --profile NAME";
        return null;
    }

    /// <summary>Opens it; null with the reason and what to do.</summary>
    public IBusLine? Open(SerialSettings settings, CancellationToken stop, out string fault)
    {
        if (Server is not null)
        {
            return Connect(stop, out fault);
        }

        if (!File.Exists(Path))
        {
            fault = $"{Path} does not exist; plug the adapter in, or look for its name with: ls -l /dev/serial/by-path";
            return null;
        }

        if (PortHolder.Of(Path) is { } holder)
        {
            fault = holder.Name == AgentName
                ? string.Create(CultureInfo.InvariantCulture, $"{Path} is held by the running agent (process {holder.Process}); stop it for the scan, as with: systemctl stop edgeagent")
                : $"{Path} is held by another program ({holder}); stop that one: two masters on one bus disturb each other";
            return null;
        }

        var opened = SerialPort.Open(Path, settings, _direction);
        fault = opened.Fault;
        return opened.Port;
    }

    private IBusLine? Connect(CancellationToken stop, out string fault)
    {
        using var ready = new ManualResetEventSlim();
        using var opener = new TcpLineOpener(Server!, _time);
        while (true)
        {
            var opened = opener.TryOpen(ready.Set);
            fault = opened.Fault;
            if (!opened.IsPending)
            {
                return opened.Line;
            }

            try
            {
                ready.Wait(stop);
            }
            catch (OperationCanceledException)
            {
                fault = "stopped before the server answered";
                return null;
            }

            ready.Reset();
        }
    }

    private static ScanTarget? OfProfile(ScanOptions options, string name, TimeProvider time, out string fault)
    {
        fault = "";
        var faults = new List<ConfigFault>();
        var file = System.IO.Path.Combine(Environment.CurrentDirectory, "site.json");
        if (ProfileLoader.Find(name, file, options.ProfileFolders) is not { } path)
        {
            var known = ProfileLoader.Names(options.ProfileFolders);
            fault = $"--profile {name}: no such profile; expected {(known.Count > 0 ? "one of " + string.Join(", ", known) : "a path of a profile.json, or a name in --profiles")}";
            return null;
        }

        if (ProfileLoader.Load(path, faults) is not { } loaded)
        {
            fault = string.Join('\n', faults);
            return null;
        }

        if (!loaded.Profile.Ports.TryGetValue(options.Port, out var port))
        {
            fault = $"--port {options.Port}: the profile {loaded.Profile.Name} has no such port; expected one of {string.Join(", ", loaded.Profile.Ports.Keys)}";
            return null;
        }

        if (new PortResolver().Resolve(port.Match, out fault) is not { } device)
        {
            return null;
        }

        return new ScanTarget(options.Port, device, null, port.Direction, time);
    }

    // A name for the port that a site file takes.
    private static string NameOf(string device) =>
        string.Concat(System.IO.Path.GetFileName(device).ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')) is { Length: > 0 } name ? name[..Math.Min(name.Length, 63)] : "port";

    private static string RealPath(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
}
