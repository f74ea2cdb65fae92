using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EdgeAgent.Buffer;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Bench;

/// <summary>
/// A backlog that leaves by MQTT: our buffer on disk and our uplink, against a C program on libmosquitto that publishes made-up bytes of the same size; the same broker,
/// the same subscriber, the same window. Ours reads, checks, writes JSON, notes each acknowledgement durably and deletes; the peer does none of that.
/// </summary>
internal static class DrainBench
{
    private const int LimitMs = 300_000;
    private static readonly string[] BrokerPaths = ["/usr/sbin/mosquitto", "/usr/bin/mosquitto"];

    public static IReadOnlyList<Row> Run()
    {
        using var folder = new TempFolder();
        var program = folder["drain"];
        var broker = Array.Find(BrokerPaths, File.Exists);
        using (var gcc = new ChildProcess("gcc", ["-O2", "-Wall", Path.Combine(AppContext.BaseDirectory, "native", "drain.c"), "-lmosquitto", "-o", program]))
        {
            if (gcc.WaitForExit(60_000) != 0 || broker is null)
            {
                Console.Error.WriteLine("drain: left out, gcc, libmosquitto-dev or mosquitto is missing");
                return [];
            }
        }

        var count = int.Parse(Environment.GetEnvironmentVariable("EDGE_BENCH_SUMMARIES") ?? "100000", CultureInfo.InvariantCulture);
        var rows = new List<Row>();
        foreach (var window in (int[])[20, 100])
        {
            var port = FakeGatewayView.FreePort();
            File.WriteAllText(folder["mosquitto.conf"], $"listener {port} 127.0.0.1\nallow_anonymous true\nmax_inflight_messages {window}\nuser root\nlog_dest stderr\nlog_type subscribe\nlog_type information\n");
            using var running = new ChildProcess(broker, ["-c", folder["mosquitto.conf"]]);
            _ = running.SaysAsync("running", 30_000).GetAwaiter().GetResult();
            using var receiver = new ChildProcess("sh", ["-c", $"exec mosquitto_sub -h 127.0.0.1 -p {port} -t 'edge/#' -F '' > /dev/null"]);
            if (!running.SaysAsync("edge/#", 30_000).GetAwaiter().GetResult())
            {
                throw new InvalidOperationException("the subscriber does not come: " + running.All);
            }

            // Ours between two of the peer's, so that neither has the warmer machine.
            var peer = Peer(program, port, count, window);
            var ours = OursAsync(folder[$"data-{window}"], port, count, window).GetAwaiter().GetResult();
            var again = Peer(program, port, count, window);
            rows.Add(new Row($"drain to mosquitto, window {window}", "1/s", ours.Rate, (peer.Rate + again.Rate) / 2, "C program on libmosquitto", "0.7 of the peer"));
            rows.Add(new Row($"CPU for each summary, window {window}", "us", ours.CpuUs, (peer.CpuUs + again.CpuUs) / 2, "C program on libmosquitto", ""));
        }

        return rows;
    }

    private static (double Rate, double CpuUs) Peer(string program, int port, int count, int window)
    {
        using var peer = new ChildProcess(program, [$"{port}", $"{count}", $"{window}", $"{PayloadBytes()}"]);
        if (peer.WaitForExit(LimitMs) != 0)
        {
            throw new InvalidOperationException("the peer failed: " + peer.All);
        }

        var figures = peer.Output.Single().Split(' ').Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToArray();
        return (figures[0] / figures[1], figures[2] / figures[0]);
    }

    private static async Task<(double Rate, double CpuUs)> OursAsync(string folder, int port, int count, int window)
    {
        var clock = new EdgeClock();
        var opened = await BufferStore.OpenAsync(folder, new BufferConfig(), clock, NullLogger.Instance);
        await using var buffer = opened.Buffer ?? throw new InvalidOperationException(opened.Fault);
        await FillAsync(buffer, count);
        var config = new MqttUplinkConfig { Servers = [new Uri($"mqtt://127.0.0.1:{port}")], InFlight = window, BacklogRate = 100_000 };
        await using var uplink = new MqttUplink(config, FakeGatewayView.NewSite(), buffer, clock, folder, NullLogger.Instance);
        using var self = Process.GetCurrentProcess();
        var cpu = self.TotalProcessorTime;
        uplink.Start();
        while (!uplink.View().Connected)
        {
            await Task.Delay(1);
        }

        var started = Stopwatch.GetTimestamp();
        while (uplink.View().Acknowledged < count)
        {
            await Task.Delay(5);
            if (Stopwatch.GetElapsedTime(started).TotalMilliseconds > LimitMs)
            {
                throw new InvalidOperationException($"the drain stands still: {uplink.View()}");
            }
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        self.Refresh();
        return (count / seconds, (self.TotalProcessorTime - cpu).TotalMicroseconds / count);
    }

    private static async Task FillAsync(ISummaryBuffer buffer, int count)
    {
        for (var at = 0; at < count; at += 5_000)
        {
            var result = await buffer.AppendAsync([.. Enumerable.Range(at, Math.Min(5_000, count - at)).Select(TestSummaries.Window)], [], CancellationToken.None);
            if (!result.Stored)
            {
                throw new InvalidOperationException(result.Fault);
            }
        }
    }

    private static int PayloadBytes()
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory, WireJson.Options))
        {
            new CloudEventJson("gw-1", "0123456789ABC").Write(writer, new StoredSummary(123_456, 123_456, TestSummaries.Window(123_456)));
        }

        return (int)memory.Length;
    }
}
