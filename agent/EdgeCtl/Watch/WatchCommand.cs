using System.CommandLine;
using System.Globalization;
using System.Text;
using Spectre.Console;

namespace EdgeCtl.Watch;

/// <summary>`edgectl watch`: the newest values of a gateway's points, as a live table on a terminal or as plain lines elsewhere.</summary>
internal static class WatchCommand
{
    private const int TimeoutMs = 3000;
    private const int MaxAnswerBytes = 16 << 20;

    private static readonly Option<Uri> Url = new("--url")
    {
        Description = "Where the gateway's pull API listens",
        HelpName = "URL",
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:8470"),
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            {
                return url;
            }

            result.AddError($"--url: '{text}' found; expected an address such as http://127.0.0.1:8470");
            return null;
        },
    };

    private static readonly Option<int> Every = CommandOptions.Whole("--every", 1, 3600, 1, "Seconds between two looks");
    private static readonly Option<int> Seconds = CommandOptions.Whole("--seconds", 0, 31_536_000, 0, "End by itself after so long; 0 for never");
    private static readonly Option<string?> Follow = CommandOptions.File("--follow", "Also show the last lines of this file, e.g. a log, below the table on a terminal");
    private static readonly Option<bool> Once = new("--once") { Description = "Look once, print the table and end; exit status 2 when the gateway does not answer" };

    /// <summary>Makes the verb.</summary>
    public static Command Make()
    {
        var command = new Command("watch", "The newest value of each point of a running gateway. Ends by --once, --seconds or SIGINT.") { Url, Every, Seconds, Follow, Once };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMilliseconds(TimeoutMs), MaxResponseContentBufferSize = MaxAnswerBytes };
        var url = new Uri(parsed.GetValue(Url)!, "/v1/points");
        if (parsed.GetValue(Once))
        {
            var (rows, fault) = await LookAsync(http, url, cancel).ConfigureAwait(false);
            if (fault.Length > 0)
            {
                await Console.Error.WriteLineAsync($"edgectl watch: {fault}").ConfigureAwait(false);
                return ExitCodes.Usage;
            }

            WritePlain(rows);
            return ExitCodes.Ok;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (parsed.GetValue(Seconds) is > 0 and var seconds)
        {
            limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        }

        await LoopAsync(http, url, TimeSpan.FromSeconds(parsed.GetValue(Every)), parsed.GetValue(Follow), limit.Token).ConfigureAwait(false);
        return ExitCodes.Ok;
    }

    private static async Task LoopAsync(HttpClient http, Uri url, TimeSpan every, string? follow, CancellationToken cancel)
    {
        try
        {
            if (Console.IsOutputRedirected)
            {
                await RepeatAsync(http, url, every, WriteStamped, cancel).ConfigureAwait(false);
                return;
            }

            await AnsiConsole.Live(new Text($"waiting for {url}")).StartAsync(async live =>
                await RepeatAsync(http, url, every, (rows, fault) => live.UpdateTarget(WatchView.Of(url, rows, fault, follow)), cancel).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The end that was asked for.
        }
    }

    private static async Task RepeatAsync(HttpClient http, Uri url, TimeSpan every, Action<IReadOnlyList<PointRow>, string> show, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(every, TimeProvider.System);
        do
        {
            var (rows, fault) = await LookAsync(http, url, cancel).ConfigureAwait(false);
            show(rows, fault);
        }
        while (await timer.WaitForNextTickAsync(cancel).ConfigureAwait(false));
    }

    private static async Task<(IReadOnlyList<PointRow> Rows, string Fault)> LookAsync(HttpClient http, Uri url, CancellationToken cancel)
    {
        try
        {
            using var answer = await http.GetAsync(url, cancel).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
            {
                return ([], string.Create(CultureInfo.InvariantCulture, $"{url} answered {(int)answer.StatusCode}; expected 200"));
            }

            var bytes = await answer.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false);
            return PointsReader.TryRead(bytes, TimeProvider.System.GetUtcNow(), out var rows, out var fault) ? (rows, "") : ([], $"{url}: {fault}");
        }
        catch (HttpRequestException error)
        {
            return ([], $"{url} is not reached: {error.Message}");
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            return ([], string.Create(CultureInfo.InvariantCulture, $"{url} did not answer within {TimeoutMs} ms"));
        }
    }

    private static void WriteStamped(IReadOnlyList<PointRow> rows, string fault)
    {
        Console.WriteLine(TimeProvider.System.GetUtcNow().ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        if (fault.Length > 0)
        {
            Console.WriteLine(fault);
        }

        WritePlain(rows);
    }

    private static void WritePlain(IReadOnlyList<PointRow> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{row.Name,-24} {row.Value,12} {row.Unit,-6} {row.Quality,-10} {WatchView.AgeOf(row),8} {row.Label}\n");
        }

        Console.Write(text);
        Console.Out.Flush();
    }
}
