using System.CommandLine;
using System.CommandLine.Parsing;
using EdgeAgent.Core.Mqtt;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Mqtt;
using EdgeCtl.Pull.Verify;

namespace EdgeCtl.Pull;

/// <summary>`edgectl pull`: summaries of several gateways into files or PostgreSQL; `edgectl pull verify`: whether anything is missing there.</summary>
internal static class PullCommand
{
    private const long FirstRetryMs = 1_000;
    private const long CapMs = 30_000;

    private static readonly Option<Uri[]> Gateway = new("--gateway")
    {
        Description = "Where the pull API of a gateway listens; several, or the option several times",
        HelpName = "URL",
        AllowMultipleArgumentsPerToken = true,
        CustomParser = ParseGateways,
    };

    private static readonly Option<string> Consumer = new("--consumer")
    {
        Description = $"Name of the consumer at the gateways: {GatewayName.Rule}",
        HelpName = "NAME",
        DefaultValueFactory = _ => "brain",
        CustomParser = result => GatewayName.IsOne(TextOf(result)) ? TextOf(result) : Fault(result, "--consumer", GatewayName.Rule, "brain"),
    };

    private static readonly Option<ClassSet> Classes = new("--classes")
    {
        Description = "Classes to pull, with commas between them [alarm, event, routine, bulk]; all of them when left out",
        HelpName = "NAMES",
        DefaultValueFactory = _ => ClassSet.All,
        CustomParser = ParseClasses,
    };

    private static readonly Option<int> Limit = CommandOptions.Whole("--limit", 1, PullOptions.MaxLimit, PullOptions.MaxLimit, "Summaries in a page");
    private static readonly Option<int> Parallel = CommandOptions.Whole("--parallel", 1, 64, 8, "Pages read and stored at the same time; bounds the memory");
    private static readonly Option<int> Patience = CommandOptions.Whole("--patience", 1, 86_400, 60, "Without --follow: seconds until a gateway that fails is given up");
    private static readonly Option<bool> Once = new("--once") { Description = "Pull all that is there and end; this is what happens without --follow too" };
    private static readonly Option<bool> Follow = new("--follow") { Description = "Go on until Ctrl+C: wait for what is new" };
    private static readonly Option<string?> TokenFile = CommandOptions.File("--token-file", "File with a bearer token for the gateways; read again with each connection");
    private static readonly Option<string?> Ca = CommandOptions.File("--ca", "PEM file of the authorities that may sign the gateways' certificates; the system's when left out");
    private static readonly Option<string?> Cert = CommandOptions.File("--cert", "PEM file of a client certificate; needs --key");
    private static readonly Option<string?> Key = CommandOptions.File("--key", "PEM file of its key; needs --cert");
    private static readonly Option<bool> Json = new("--json") { Description = "Progress as JSON lines, for programs" };

    /// <summary>Makes the verb.</summary>
    public static Command Make()
    {
        var command = new Command("pull", "Pull the summaries of gateways into files or PostgreSQL; each is acknowledged only when it is on the disk. Exit status: 0 all pulled, 1 a gateway was given up, 2 wrong options or a target that cannot be used.")
        {
            Gateway, PullTarget.To, PullTarget.PasswordFile, PullTarget.FileMiB, Consumer, Classes, Limit, Once, Follow, Parallel, Patience, TokenFile, Ca, Cert, Key, Json,
            VerifyCommand.Make(),
        };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var options = OptionsOf(parsed);
        if (FaultOf(options, parsed) is { } fault)
        {
            return Complain(fault);
        }

        try
        {
            using var http = GatewayHttp.Make(options);
            GatewayHttp.ReadToken(options);
            var store = await OpenAsync(parsed, options, TimeProvider.System, cancel).ConfigureAwait(false);
            await using (store.ConfigureAwait(false))
            {
                return await PullAllAsync(options, http, store, cancel).ConfigureAwait(false);
            }
        }
        catch (PullException e)
        {
            return e.Kind == PullFaultKind.Lasting ? Complain(e.Message) : ExitCodes.Failed;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return ExitCodes.Ok;
        }
    }

    // A database that is away for a while is waited for, as a gateway is.
    private static async Task<IPullStore> OpenAsync(ParseResult parsed, PullOptions options, TimeProvider time, CancellationToken cancel)
    {
        var backoff = new Backoff(FirstRetryMs, CapMs, Random.Shared);
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await PullTarget.OpenAsync(parsed, options.Parallel, time, cancel).ConfigureAwait(false);
            }
            catch (PullException e) when (e.Kind != PullFaultKind.Lasting)
            {
                Complain(e.Message);
                if (!options.Follow && time.GetElapsedTime(began).TotalMilliseconds >= options.PatienceMs)
                {
                    throw;
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(backoff.NextMs()), time, cancel).ConfigureAwait(false);
        }
    }

    private static async Task<int> PullAllAsync(PullOptions options, HttpClient http, IPullStore store, CancellationToken stop)
    {
        using var pool = new PagePool(options.Parallel, GatewayClient.MaxAnswerBytes);
        var report = new PullReport(options.Json);
        var claims = new GatewayClaims();
        var gateways = options.Gateways.Select(url => new PullProgress(url, report)).ToList();
        var tasks = gateways.Select(g => new GatewayPull(g.Url, options, http, store, g, claims, pool, TimeProvider.System).RunAsync(stop)).ToList();
        var all = Task.WhenAll(tasks);
        await report.RunAsync(gateways, all, TimeProvider.System).ConfigureAwait(false);
        return (await all.ConfigureAwait(false)).All(isGood => isGood) ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static PullOptions OptionsOf(ParseResult parsed) => new()
    {
        Gateways = parsed.GetValue(Gateway) ?? [],
        Consumer = parsed.GetValue(Consumer)!,
        Classes = parsed.GetValue(Classes),
        Limit = parsed.GetValue(Limit),
        Follow = parsed.GetValue(Follow),
        PatienceMs = parsed.GetValue(Patience) * 1_000L,
        Parallel = parsed.GetValue(Parallel),
        TokenFile = parsed.GetValue(TokenFile),
        CaFile = parsed.GetValue(Ca),
        CertFile = parsed.GetValue(Cert),
        KeyFile = parsed.GetValue(Key),
        Json = parsed.GetValue(Json),
    };

    private static string? FaultOf(PullOptions options, ParseResult parsed)
    {
        if (options.Gateways.Count is 0 or > PullOptions.MaxGateways)
        {
            return $"--gateway: {options.Gateways.Count} found; expected 1 to {PullOptions.MaxGateways} addresses";
        }

        if (options.Gateways.Distinct().Count() != options.Gateways.Count)
        {
            return "--gateway: an address stands there twice; expected each once";
        }

        if (options.Follow && parsed.GetValue(Once))
        {
            return "--once and --follow: both found; expected one of them";
        }

        if ((options.CertFile is null) != (options.KeyFile is null))
        {
            return "--cert and --key: one found without the other; expected both or none";
        }

        var open = options.Gateways.FirstOrDefault(g => g.Scheme == "http" && !g.IsLoopback);
        return options.TokenFile is not null && open is not null ? $"--token-file: {open} would send the token in clear text; expected https" : null;
    }

    private static Uri[] ParseGateways(ArgumentResult result)
    {
        var urls = new List<Uri>();
        foreach (var token in result.Tokens)
        {
            if (Uri.TryCreate(token.Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.AbsolutePath == "/" && url.Query.Length + url.UserInfo.Length + url.Fragment.Length == 0)
            {
                urls.Add(url);
            }
            else
            {
                result.AddError($"--gateway: '{Shown.Cut(token.Value)}' found; expected an address such as https://gateway.example:8470, without user, path or query");
            }
        }

        return [.. urls];
    }

    private static ClassSet ParseClasses(ArgumentResult result)
    {
        var classes = ClassSet.None;
        foreach (var name in result.Tokens.SelectMany(t => t.Value.Split(',', StringSplitOptions.TrimEntries)))
        {
            if (!SummaryClasses.TryParse(name, out var summaryClass))
            {
                return Fault(result, "--classes", "alarm, event, routine or bulk, with commas between them", ClassSet.All);
            }

            classes |= ClassSets.Of(summaryClass);
        }

        return classes;
    }

    private static string TextOf(ArgumentResult result) => result.Tokens.Count == 1 ? result.Tokens[0].Value : "";

    private static T Fault<T>(ArgumentResult result, string name, string expected, T normal)
    {
        result.AddError($"{name}: '{Shown.Cut(string.Join(' ', result.Tokens.Select(t => t.Value)))}' found; expected {expected}");
        return normal;
    }

    private static int Complain(string fault)
    {
        Console.Error.WriteLine($"edgectl pull: {fault}");
        return ExitCodes.Usage;
    }
}
