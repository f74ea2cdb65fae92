using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using EdgeCtl.Simulate.Mqtt;
using EdgeCtl.Simulate.Scenarios;
using EdgeCtl.Simulate.Site;
using EdgeCtl.SimulateGateway;

namespace EdgeCtl.Simulate;

/// <summary>`edgectl simulate`: options in, a running simulation out.</summary>
internal static class SimulateCommand
{
    private const string PumpRoom = "pump-room";
    private const string WholeNeighbourhood = "neighbourhood";

    private static readonly Option<string[]> Link = new("--link")
    {
        Description = "Symbolic link to the pty's other side, where the master opens it. With several ptys: once for each, or one PATH with {n}, which counts from 1",
        HelpName = "PATH",
    };

    private static readonly Option<int> Buses = CommandOptions.Whole("--buses", 1, 64, 1, "Buses, each on a pty of its own");
    private static readonly Option<int> Devices = CommandOptions.Whole("--devices", 1, 247, PumpRoomBus.DevicesPerRoom, "Devices on each bus, at addresses from 1; four make a pump room");
    private static readonly Option<int> Points = CommandOptions.Whole("--points", 0, 100, 0, "Points of each device; 0 for what each has by nature, more are temperature probes");
    private static readonly Option<string> ScenarioName = CommandOptions.Word(
        "--scenario", [PumpRoom, WholeNeighbourhood], "What is simulated: pump rooms on Modbus RTU, or seven ptys with the devices of a whole neighbourhood");

    private static readonly Option<int> Baud = CommandOptions.Whole("--baud", 300, 4_000_000, 9600, "Baud rate of pump rooms: answers take their time on the wire; a master at another rate is not heard");
    private static readonly Option<bool> NoPace = new("--no-pace") { Description = "Answer at once, whatever the baud rate" };
    private static readonly Option<double> Noise = CommandOptions.Number("--noise", 0, 10, 1, "Noise and drift of the sensors; 0 for none");
    private static readonly Option<double> Timeouts = CommandOptions.Number("--timeouts", 0, 1, 0, "Share of requests that are left unanswered");
    private static readonly Option<double> CrcErrors = CommandOptions.Number("--crc-errors", 0, 1, 0, "Share of answers that arrive damaged");
    private static readonly Option<bool> Echo = new("--echo") { Description = "Return what the master sends, as half-duplex adapters do" };
    private static readonly Option<double> NoiseBytes = CommandOptions.Number("--noise-bytes", 0, 1, 0, "Share of answers with 1 to 8 stray bytes before them");
    private static readonly Option<double> Late = CommandOptions.Number("--late", 0, 1, 0, "Share of answers that come too late");
    private static readonly Option<int> LateByMs = CommandOptions.Whole("--late-by", 10, 60_000, 1_500, "How late they come, ms; a master of the site file waits for 300, for meters 1000");
    private static readonly Option<double> WrongUnit = CommandOptions.Number("--wrong-unit", 0, 1, 0, "Share of answers that come from another address");
    private static readonly Option<bool> Tcp = new("--tcp") { Description = "Serve Modbus TCP and RTU over TCP on loopback as well" };
    private static readonly Option<int> TcpPort = CommandOptions.Whole("--tcp-port", 0, 65_534, 0, "With --tcp: port of Modbus TCP, RTU over TCP has the next; 0 for free ones, which are told");
    private static readonly Option<IPEndPoint?> Hj212 = Centre("--hj212", "With the neighbourhood: centre that a second air station connects to and reports by HJ 212");
    private static readonly Option<IPEndPoint?> Sl651 = Centre("--sl651", "With the neighbourhood: centre that a second flood gauge connects to and reports by SL 651");
    private static readonly Option<int> ReportEvery = CommandOptions.Whole("--report-every", 1, 3600, 10, "With the neighbourhood: seconds between two reports of a station or a wireless device");
    private static readonly Option<int> Seed = CommandOptions.Whole("--seed", 0, int.MaxValue, 1, "The same seed repeats the same rooms and faults");
    private static readonly Option<int> Speed = CommandOptions.Whole("--speed", 1, 3600, 1, "How many times faster than the clock the pump room lives");
    private static readonly Option<int> Seconds = CommandOptions.Whole("--seconds", 0, 31_536_000, 0, "End by itself after so long; 0 for never");
    private static readonly Option<string?> WriteSite = CommandOptions.File("--write-site", "Write a site file with all these devices and points");
    private static readonly Option<string?> WriteProfile = CommandOptions.File("--write-profile", "Write a bench profile whose ports are these ptys; the site file then names it");
    private static readonly Option<bool> Json = new("--json") { Description = "Statistics as JSON, a line a second, for programs" };

    /// <summary>Makes the verb.</summary>
    public static Command Make()
    {
        var command = new Command("simulate", "Devices on pseudo terminals and network ports that behave like real ones, or with --gateway a whole gateway. Ends by --seconds, SIGINT or SIGTERM.")
        {
            Link, Buses, Devices, Points, ScenarioName, Baud, NoPace, Noise, Timeouts, CrcErrors, Echo, NoiseBytes, Late, LateByMs, WrongUnit,
            Tcp, TcpPort, Hj212, Sl651, ReportEvery, Seed, Speed, Seconds, WriteSite, WriteProfile, Json,
        };
        foreach (var option in GatewayCommand.Options)
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancel) =>
        {
            if (parsed.GetValue(GatewayCommand.Gateway))
            {
                return await GatewayCommand.RunAsync(parsed, (ulong)parsed.GetValue(Seed), parsed.GetValue(Seconds), parsed.GetValue(Json), cancel).ConfigureAwait(false);
            }

            // Here rather than in a validator: those see neither defaults nor what another option refused.
            if ((UseFault(parsed) ?? LinkFault(parsed.GetValue(Link) ?? [], PtysOf(parsed))) is { } fault)
            {
                Console.Error.WriteLine($"edgectl simulate: {fault}");
                return ExitCodes.Usage;
            }

            return Run(OptionsOf(parsed));
        });
        return command;
    }

    private static SimulateOptions OptionsOf(ParseResult parsed) => new()
    {
        Neighbourhood = IsNeighbourhood(parsed),
        Links = LinksOf(parsed.GetValue(Link) ?? [], PtysOf(parsed)),
        Buses = parsed.GetValue(Buses),
        Devices = parsed.GetValue(Devices),
        Points = parsed.GetValue(Points),
        Baud = parsed.GetValue(Baud),
        Pace = !parsed.GetValue(NoPace),
        Noise = parsed.GetValue(Noise),
        Faults = new LineFaults(parsed.GetValue(Timeouts), parsed.GetValue(CrcErrors))
        {
            Echo = parsed.GetValue(Echo),
            NoiseRate = parsed.GetValue(NoiseBytes),
            LateRate = parsed.GetValue(Late),
            LateNs = parsed.GetValue(LateByMs) * 1_000_000L,
            WrongUnitRate = parsed.GetValue(WrongUnit),
        },
        Tcp = parsed.GetValue(Tcp),
        TcpPort = parsed.GetValue(TcpPort),
        Hj212 = parsed.GetValue(Hj212),
        Sl651 = parsed.GetValue(Sl651),
        Mqtt = parsed.GetValue(GatewayCommand.Mqtt),
        ReportEveryS = parsed.GetValue(ReportEvery),
        Seed = (ulong)parsed.GetValue(Seed),
        Speed = parsed.GetValue(Speed),
        Seconds = parsed.GetValue(Seconds),
        SiteFile = parsed.GetValue(WriteSite),
        ProfileFile = parsed.GetValue(WriteProfile),
        Json = parsed.GetValue(Json),
    };

    private static bool IsNeighbourhood(ParseResult parsed) => parsed.GetValue(ScenarioName) == WholeNeighbourhood;

    private static int PtysOf(ParseResult parsed) => IsNeighbourhood(parsed) ? NeighbourhoodScenario.Ptys : parsed.GetValue(Buses);

    // An option that would do nothing is told rather than passed over.
    private static string? UseFault(ParseResult parsed)
    {
        Option[] others = IsNeighbourhood(parsed) ? [Buses, Devices, Points, Baud] : [Hj212, Sl651, ReportEvery, GatewayCommand.Mqtt];
        var unused = Array.Find(others, option => parsed.GetResult(option) is { Implicit: false });
        if (unused is not null)
        {
            return $"{unused.Name}: has no meaning with --scenario {parsed.GetValue(ScenarioName)}; expected --scenario {(IsNeighbourhood(parsed) ? PumpRoom : WholeNeighbourhood)}, or no {unused.Name}";
        }

        return parsed.GetResult(TcpPort) is { Implicit: false } && !parsed.GetValue(Tcp) ? "--tcp-port: has no meaning without --tcp" : null;
    }

    private static Option<IPEndPoint?> Centre(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "ADDRESS:PORT",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (IPEndPoint.TryParse(text, out var address) && address.Port > 0)
            {
                return address;
            }

            result.AddError($"{name}: '{text}' found; expected an IP address and a port, as in 127.0.0.1:9001 or [::1]:9001");
            return null;
        },
    };

    private static string? LinkFault(string[] links, int ptys)
    {
        if (links.Length == 0 || links.Length == ptys || (links.Length == 1 && links[0].Contains("{n}", StringComparison.Ordinal)))
        {
            return null;
        }

        return string.Create(CultureInfo.InvariantCulture, $"--link: {links.Length} found for {ptys} ptys; expected one for each, or one PATH with {{n}}");
    }

    private static string[] LinksOf(string[] links, int buses) =>
        links.Length == 1 && links[0].Contains("{n}", StringComparison.Ordinal)
            ? [.. Enumerable.Range(1, buses).Select(n => links[0].Replace("{n}", n.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))]
            : links;

    private static int Run(SimulateOptions options)
    {
        try
        {
            var time = TimeProvider.System;
            var scenario = options.Neighbourhood ? NeighbourhoodScenario.Make(options, time.GetUtcNow()) : PumpRoomScenario.Make(options);
            using var simulator = new Simulator(options, scenario, time);
            using var publisher = options.Mqtt is { } broker ? new MqttPublisher(broker) : null;
            WriteFiles(options, simulator);
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => End(context, simulator));
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => End(context, simulator));
            var report = new SimulateReport(options);
            report.Begin(simulator);
            var seconds = 0;
            simulator.Run(running =>
            {
                report.EverySecond(running);
                if (publisher is not null && seconds++ % options.ReportEveryS == 0)
                {
                    Publish(publisher, scenario, time);
                }
            });
            report.End(simulator);
            return ExitCodes.Ok;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"edgectl simulate: {error.Message}");
            return ExitCodes.Usage;
        }
    }

    private static void End(PosixSignalContext context, Simulator simulator)
    {
        context.Cancel = true;
        simulator.Stop();
    }

    private static void Publish(MqttPublisher publisher, Scenario scenario, TimeProvider time)
    {
        foreach (var (topic, payload) in scenario.Wireless!.Publish(time.GetUtcNow()))
        {
            publisher.Publish(topic, payload);
        }
    }

    private static void WriteFiles(SimulateOptions options, Simulator simulator)
    {
        if (options.ProfileFile is { } profile)
        {
            var ports = simulator.Lines.Where(line => line.Plan.Kind == LineKind.Pty)
                .Select(line => (line.Plan.Name, line.Link is { } link ? Path.GetFullPath(link) : line.Path));
            WriteFile(profile, SiteWriter.Profile([.. ports]));
        }

        if (options.SiteFile is { } site)
        {
            var sources = simulator.Lines.SelectMany(line => line.Plan.Fragments.Select(fragment => (fragment, line.Place)))
                .Concat(simulator.Scenario.Elsewhere.Select(fragment => (fragment, default(SitePlace))));
            WriteFile(site, SiteWriter.Site(simulator.Scenario.Label, [.. sources], ProfileAsSeenFrom(site, options.ProfileFile)));
        }
    }

    private static string ProfileAsSeenFrom(string site, string? profile)
    {
        if (profile is null)
        {
            return "bench";
        }

        var relative = Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(site))!, Path.GetFullPath(profile));
        return relative.StartsWith("..", StringComparison.Ordinal) ? Path.GetFullPath(profile) : "./" + relative;
    }

    private static void WriteFile(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllBytes(path, bytes);
    }
}
