using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace EdgeCtl.SimulateGateway;

/// <summary>The part of `edgectl simulate` that plays a whole gateway.</summary>
internal static class GatewayCommand
{
    private const int DefaultPort = 8470;

    /// <summary>Chooses this part.</summary>
    public static Option<bool> Gateway { get; } = new("--gateway")
    {
        Description = "Play a whole gateway instead: its pull API, and MQTT with --mqtt, with every type of summary, gaps, an unsynced clock, new epochs",
    };

    private static readonly Option<IPEndPoint> Listen = new("--listen")
    {
        Description = "With --gateway: loopback address and port of the pull API",
        HelpName = "ADDRESS:PORT",
        DefaultValueFactory = _ => new IPEndPoint(IPAddress.Loopback, DefaultPort),
        CustomParser = result => IPEndPoint.TryParse(TextOf(result), out var address) && IPAddress.IsLoopback(address.Address) && address.Port > 0
            ? address
            : Fault<IPEndPoint>(result, "--listen", "a loopback address and a port, as in 127.0.0.1:8470"),
    };

    /// <summary>The broker; the devices of a neighbourhood use it too.</summary>
    public static Option<Uri?> Mqtt { get; } = new("--mqtt")
    {
        Description = "Broker: with --gateway to push to as well, with the neighbourhood for its wireless devices (ChirpStack and Zigbee2MQTT messages)",
        HelpName = "URL",
        CustomParser = result => Uri.TryCreate(TextOf(result), UriKind.Absolute, out var url) && url.Scheme == "mqtt" && url.Host.Length > 0 && url.UserInfo.Length == 0
            ? url
            : Fault<Uri>(result, "--mqtt", "mqtt://host:port"),
    };

    private static readonly Option<string> Id = new("--id")
    {
        Description = "With --gateway: the gateway's id",
        HelpName = "NAME",
        DefaultValueFactory = _ => "simulated-1",
        CustomParser = result => Pull.GatewayName.IsOne(TextOf(result)) ? TextOf(result) : Fault<string>(result, "--id", Pull.GatewayName.Rule)!,
    };

    private static readonly Option<string?> Data = new("--data") { Description = "With --gateway: folder of its buffer, which is kept; a temporary one when left out", HelpName = "DIR" };
    private static readonly Option<int> Rate = CommandOptions.Whole("--rate", 1, 100_000, 10, "With --gateway: summaries made in a second; each minute of its made-up time has about eight");
    private static readonly Option<int> Backlog = CommandOptions.Whole("--backlog", 0, 10_000_000, 0, "With --gateway: summaries that are there from the start");
    private static readonly Option<int> NewEpoch = CommandOptions.Whole("--new-epoch-every", 0, 10_000_000, 0, "With --gateway: lose the store after so many summaries; 0 for on SIGHUP alone");
    private static readonly Option<int> BudgetMiB = CommandOptions.Whole("--budget-mib", 4, 1_048_576, 64, "With --gateway: most that the buffer may take; when it presses, windows are merged and then give way to gaps");

    private static readonly Option<DateTimeOffset?> Start = new("--start")
    {
        Description = "With --gateway: when its made-up time begins, as in 2026-01-01T00:00:00Z; now when left out",
        HelpName = "TIME",
        CustomParser = result => DateTimeOffset.TryParse(TextOf(result), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var start) && start.Year is >= 2000 and < 2100
            ? start
            : Fault<DateTimeOffset?>(result, "--start", "a time from 2000 to 2099, as in 2026-01-01T00:00:00Z"),
    };

    /// <summary>Its options.</summary>
    public static IReadOnlyList<Option> Options { get; } = [Gateway, Listen, Mqtt, Id, Data, Rate, Backlog, NewEpoch, BudgetMiB, Start];

    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(ParseResult parsed, ulong seed, int seconds, bool isJson, CancellationToken cancel)
    {
        var options = OptionsOf(parsed, seed, seconds, isJson);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (options.Seconds > 0)
        {
            stop.CancelAfter(TimeSpan.FromSeconds(options.Seconds));
        }

        var temporary = options.DataPath is null ? Directory.CreateTempSubdirectory("edge-gateway-").FullName : null;
        try
        {
            var gateway = new SimulatedGateway(options, options.DataPath ?? temporary!, new GatewayReport(options, TimeProvider.System), TimeProvider.System);
            using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
            {
                context.Cancel = true;
                gateway.AskNewEpoch();
            });
            await gateway.RunAsync(stop.Token).ConfigureAwait(false);
            return ExitCodes.Ok;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCodes.Ok;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"edgectl simulate: {e.Message}").ConfigureAwait(false);
            return ExitCodes.Usage;
        }
        finally
        {
            if (temporary is not null)
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    private static GatewayOptions OptionsOf(ParseResult parsed, ulong seed, int seconds, bool isJson)
    {
        const long MinuteMs = 60_000;
        var start = parsed.GetValue(Start) ?? TimeProvider.System.GetUtcNow();
        return new GatewayOptions
        {
            Listen = parsed.GetValue(Listen)!,
            Id = parsed.GetValue(Id)!,
            Mqtt = parsed.GetValue(Mqtt),
            RatePerS = parsed.GetValue(Rate),
            Backlog = parsed.GetValue(Backlog),
            NewEpochEvery = parsed.GetValue(NewEpoch),
            BudgetBytes = (long)parsed.GetValue(BudgetMiB) << 20,
            StartMs = start.ToUnixTimeMilliseconds() / MinuteMs * MinuteMs,
            DataPath = parsed.GetValue(Data),
            Seed = seed,
            Seconds = seconds,
            Json = isJson,
        };
    }

    private static string TextOf(ArgumentResult result) => result.Tokens.Count == 1 ? result.Tokens[0].Value : "";

    private static T? Fault<T>(ArgumentResult result, string name, string expected)
    {
        result.AddError($"{name}: '{Pull.Shown.Cut(TextOf(result))}' found; expected {expected}");
        return default;
    }
}
