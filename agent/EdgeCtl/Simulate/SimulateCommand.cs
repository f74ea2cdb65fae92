using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using EdgeCtl.SimulateGateway;

namespace EdgeCtl.Simulate;

/// <summary>`edgectl simulate`: options in, a running simulation out.</summary>
internal static class SimulateCommand
{
    private static readonly Option<string[]> Link = new("--link")
    {
        Description = "Symbolic link to the pty's other side, where the master opens it. With several buses: once for each, or one PATH with {n}, which counts from 1",
        HelpName = "PATH",
    };

    private static readonly Option<int> Buses = CommandOptions.Whole("--buses", 1, 64, 1, "Buses, each on a pty of its own");
    private static readonly Option<int> Devices = CommandOptions.Whole("--devices", 1, 247, PumpRoomBus.DevicesPerRoom, "Devices on each bus, at addresses from 1; four make a pump room");
    private static readonly Option<int> Points = CommandOptions.Whole("--points", 0, 100, 0, "Points of each device; 0 for what each has by nature, more are temperature probes");
    private static readonly Option<string> Scenario = CommandOptions.Word("--scenario", ["pump-room"], "What is simulated");
    private static readonly Option<int> Baud = CommandOptions.Whole("--baud", 300, 4_000_000, 9600, "Baud rate: answers take their time on the wire");
    private static readonly Option<bool> NoPace = new("--no-pace") { Description = "Answer at once, whatever the baud rate" };
    private static readonly Option<double> Noise = CommandOptions.Number("--noise", 0, 10, 1, "Noise and drift of the sensors; 0 for none");
    private static readonly Option<double> Timeouts = CommandOptions.Number("--timeouts", 0, 1, 0, "Share of requests that are left unanswered");
    private static readonly Option<double> CrcErrors = CommandOptions.Number("--crc-errors", 0, 1, 0, "Share of answers that arrive damaged");
    private static readonly Option<int> Seed = CommandOptions.Whole("--seed", 0, int.MaxValue, 1, "The same seed repeats the same rooms and faults");
    private static readonly Option<int> Speed = CommandOptions.Whole("--speed", 1, 3600, 1, "How many times faster than the clock the pump room lives");
    private static readonly Option<int> Seconds = CommandOptions.Whole("--seconds", 0, 31_536_000, 0, "End by itself after so long; 0 for never");
    private static readonly Option<string?> WriteSite = CommandOptions.File("--write-site", "Write a site file with all these devices and points");
    private static readonly Option<string?> WriteProfile = CommandOptions.File("--write-profile", "Write a bench profile whose ports are these ptys; the site file then names it");
    private static readonly Option<bool> Json = new("--json") { Description = "Statistics as JSON, a line a second, for programs" };

    /// <summary>Makes the verb.</summary>
    public static Command Make()
    {
        var command = new Command("simulate", "Modbus RTU slaves on pseudo terminals that behave like real ones, or with --gateway a whole gateway. Ends by --seconds, SIGINT or SIGTERM.")
        {
            Link, Buses, Devices, Points, Scenario, Baud, NoPace, Noise, Timeouts, CrcErrors, Seed, Speed, Seconds, WriteSite, WriteProfile, Json,
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
            if (LinkFault(parsed.GetValue(Link) ?? [], parsed.GetValue(Buses)) is { } fault)
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
        Links = LinksOf(parsed.GetValue(Link) ?? [], parsed.GetValue(Buses)),
        Buses = parsed.GetValue(Buses),
        Devices = parsed.GetValue(Devices),
        Points = parsed.GetValue(Points),
        Baud = parsed.GetValue(Baud),
        Pace = !parsed.GetValue(NoPace),
        Noise = parsed.GetValue(Noise),
        Faults = new LineFaults(parsed.GetValue(Timeouts), parsed.GetValue(CrcErrors)),
        Seed = (ulong)parsed.GetValue(Seed),
        Speed = parsed.GetValue(Speed),
        Seconds = parsed.GetValue(Seconds),
        SiteFile = parsed.GetValue(WriteSite),
        ProfileFile = parsed.GetValue(WriteProfile),
        Json = parsed.GetValue(Json),
    };

    private static string? LinkFault(string[] links, int buses)
    {
        if (links.Length == 0 || links.Length == buses || (links.Length == 1 && links[0].Contains("{n}", StringComparison.Ordinal)))
        {
            return null;
        }

        return string.Create(CultureInfo.InvariantCulture, $"--link: {links.Length} found for {buses} buses; expected one for each, or one PATH with {{n}}");
    }

    private static string[] LinksOf(string[] links, int buses) =>
        links.Length == 1 && links[0].Contains("{n}", StringComparison.Ordinal)
            ? [.. Enumerable.Range(1, buses).Select(n => links[0].Replace("{n}", n.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))]
            : links;

    private static int Run(SimulateOptions options)
    {
        try
        {
            using var simulator = new Simulator(options, TimeProvider.System);
            WriteFiles(options, simulator);
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => End(context, simulator));
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => End(context, simulator));
            var report = new SimulateReport(options);
            report.Begin(simulator);
            simulator.Run(report.EverySecond);
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

    private static void WriteFiles(SimulateOptions options, Simulator simulator)
    {
        var ports = new List<string>();
        for (var i = 0; i < options.Buses; i++)
        {
            ports.Add(options.Links.Count > i ? Path.GetFullPath(options.Links[i]) : simulator.Ptys[i].Path);
        }

        if (options.ProfileFile is { } profile)
        {
            WriteFile(profile, SiteWriter.Profile(ports));
        }

        if (options.SiteFile is { } site)
        {
            WriteFile(site, SiteWriter.Site(simulator.Rooms, options.Baud, ProfileAsSeenFrom(site, options.ProfileFile)));
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
