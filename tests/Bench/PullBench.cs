using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using EdgeAgent.Buffer;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Bench;

/// <summary>
/// Pulled summaries per second over loopback: our buffer on disk and our pull API, against nginx serving the bytes of the same pages as static files; the same reader,
/// who does no more than take the bytes. Ours reads, checks each record, writes JSON and signs cursors; the peer sends files. With gzip both pack as they answer, at level 1.
/// </summary>
internal static class PullBench
{
    private const int PageItems = 5_000;
    private static readonly string[] NginxPaths = ["/usr/sbin/nginx", "/usr/bin/nginx"];

    public static IReadOnlyList<Row> Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task<IReadOnlyList<Row>> RunAsync()
    {
        using var folder = new TempFolder();
        var count = int.Parse(Environment.GetEnvironmentVariable("EDGE_BENCH_SUMMARIES") ?? "100000", CultureInfo.InvariantCulture);
        var clock = new EdgeClock();
        var opened = await BufferStore.OpenAsync(folder["data"], new BufferConfig(), clock, NullLogger.Instance);
        await using var buffer = opened.Buffer ?? throw new InvalidOperationException(opened.Fault);
        for (var at = 0; at < count; at += PageItems)
        {
            await buffer.AppendAsync([.. Enumerable.Range(at, PageItems).Select(TestSummaries.Window)], [], CancellationToken.None);
        }

        var address = new IPEndPoint(IPAddress.Loopback, FakeGatewayView.FreePort());
        await using var app = HttpHost.Build(new HttpParts
        {
            View = new FakeGatewayView(buffer),
            Pull = new PullConfig { Listen = [address], RatePerS = 10_000 },
            Logs = NullLoggerProvider.Instance,
            Time = TimeProvider.System,
        });
        await app.StartAsync();
        var pages = await CursorsAsync($"http://{address}", folder.Path);
        using var nginx = StartNginx(folder, out var peerUrl);
        var rows = new List<Row> { Inside(buffer, count, isJson: false), Inside(buffer, count, isJson: true) };
        foreach (var isPacked in (bool[])[false, true])
        {
            // Once to warm up, then ours between two of the peer's, so that neither has the warmer machine.
            await ReadAllAsync(pages.Select(p => p.Ours), isPacked, count);
            var before = await PeerAsync(peerUrl, pages, isPacked, count);
            var ours = await ReadAllAsync(pages.Select(p => p.Ours), isPacked, count);
            var after = await PeerAsync(peerUrl, pages, isPacked, count);
            double? peer = before is null || after is null ? null : (before + after) / 2;
            rows.Add(new Row($"pulled summaries, {(isPacked ? "gzip" : "uncompressed")}", "1/s", ours, peer, "nginx, the same bytes as files", isPacked ? "" : "100,000"));
        }

        return rows;
    }

    // What of it is reading and checking, and what is writing JSON: without HTTP, on one core.
    private static Row Inside(ISummaryBuffer buffer, int count, bool isJson)
    {
        var json = new CloudEventJson("gw-1", buffer.Epoch);
        var piece = new List<StoredSummary>();
        var target = new ArrayBufferWriter<byte>(1 << 20);
        var seconds = 0.0;
        for (var round = 0; round < 3; round++)
        {
            var started = Stopwatch.GetTimestamp();
            ulong after = 0;
            while (buffer.Read(buffer.Epoch, SummaryClass.Routine, after, 256, 1 << 17, piece) && piece.Count > 0)
            {
                after = piece[^1].Seq;
                target.ResetWrittenCount();
                using var writer = new Utf8JsonWriter(target, WireJson.Options);
                piece.ForEach(r =>
                {
                    if (isJson)
                    {
                        json.Write(writer, r);
                    }
                });
            }

            seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        return new Row($"of that: records read{(isJson ? " and written as JSON" : "")}, one core", "1/s", count / seconds, null, "", "");
    }

    // Reads everything once, keeps each page's body as a file for the peer, and gives the addresses.
    private static async Task<List<(string Ours, string File)>> CursorsAsync(string root, string folder)
    {
        using var http = new HttpClient();
        Directory.CreateDirectory(Path.Combine(folder, "www"));
        var pages = new List<(string Ours, string File)>();
        var after = "";
        for (var more = true; more;)
        {
            var url = $"{root}/v1/summaries?limit={PageItems}{after}";
            var body = await http.GetByteArrayAsync(url);
            var file = $"{pages.Count}.json";
            await File.WriteAllBytesAsync(Path.Combine(folder, "www", file), body);
            pages.Add((url, file));
            using var page = JsonDocument.Parse(body);
            more = page.RootElement.GetProperty("more").GetBoolean();
            after = $"&after={page.RootElement.GetProperty("next").GetString()}";
        }

        return pages;
    }

    private static async Task<double?> PeerAsync(string? url, List<(string Ours, string File)> pages, bool isPacked, int count) =>
        url is null ? null : await ReadAllAsync(pages.Select(p => $"{url}/{p.File}"), isPacked, count);

    // Twice through all pages; summaries a second.
    private static async Task<double> ReadAllAsync(IEnumerable<string> urls, bool isPacked, int count)
    {
        const int Rounds = 2;
        using var http = new HttpClient();
        if (isPacked)
        {
            http.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip");
        }

        var buffer = new byte[1 << 16];
        var started = Stopwatch.GetTimestamp();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var url in urls)
            {
                using var answer = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
                answer.EnsureSuccessStatusCode();
                if (isPacked != answer.Content.Headers.ContentEncoding.Contains("gzip"))
                {
                    throw new InvalidOperationException($"{url} came as {string.Join(", ", answer.Content.Headers.ContentEncoding)}");
                }

                await using var stream = await answer.Content.ReadAsStreamAsync();
                while (await stream.ReadAsync(buffer) > 0)
                {
                }
            }
        }

        return Rounds * (double)count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static ChildProcess? StartNginx(TempFolder folder, out string? url)
    {
        url = null;
        if (Array.Find(NginxPaths, File.Exists) is not { } program)
        {
            Console.Error.WriteLine("pull: without its peer, nginx is missing");
            return null;
        }

        var port = FakeGatewayView.FreePort();
        File.WriteAllText(folder["nginx.conf"], new StringBuilder()
            .Append("daemon off; master_process off; pid ").Append(folder["nginx.pid"]).Append("; error_log stderr;\n")
            .Append("events {}\nhttp { access_log off; sendfile on; types { application/json json; }\n")
            .Append("  client_body_temp_path ").Append(folder["body"]).Append("; proxy_temp_path ").Append(folder["proxy"]).Append("; fastcgi_temp_path ").Append(folder["fastcgi"])
            .Append("; uwsgi_temp_path ").Append(folder["uwsgi"]).Append("; scgi_temp_path ").Append(folder["scgi"]).Append(";\n")
            .Append("  gzip on; gzip_comp_level 1; gzip_types application/json;\n")
            .Append("  server { listen 127.0.0.1:").Append(port).Append("; root ").Append(folder["www"]).Append("; } }\n").ToString());
        var nginx = new ChildProcess(program, ["-c", folder["nginx.conf"], "-e", "stderr"]);
        url = $"http://127.0.0.1:{port}";
        using var http = new HttpClient();
        for (var i = 0; ; i++)
        {
            try
            {
                _ = http.GetAsync($"{url}/0.json").GetAwaiter().GetResult();
                return nginx;
            }
            catch (HttpRequestException) when (i < 100)
            {
                Thread.Sleep(50);
            }
        }
    }
}
