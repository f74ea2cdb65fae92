using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Bench;

/// <summary>
/// The native binary: time from start to the first good reading, memory with 200 points at 1 Hz and both ways out, size. The peer of the start is a bare loop:
/// how long a fork and exec of `true` takes here.
/// </summary>
internal static class AgentBench
{
    private const int Starts = 10;
    private static readonly string[] BrokerPaths = ["/usr/sbin/mosquitto", "/usr/bin/mosquitto"];

    public static IReadOnlyList<Row> Run()
    {
        var agent = NativeBinary.Find("edgeagent", out var reason);
        var edgectl = NativeBinary.Find("edgectl", out _);
        if (agent is null || edgectl is null)
        {
            Console.Error.WriteLine($"left out: {reason}");
            return [];
        }

        using var folder = new TempFolder();
        var seconds = int.Parse(Environment.GetEnvironmentVariable("EDGE_BENCH_SECONDS") ?? "60", CultureInfo.InvariantCulture);
        return
        [
            new Row("size of the stripped binary", "MB", new FileInfo(agent).Length / 1e6, null, "", "18"),
            new Row("start to first good reading, median", "ms", StartMs(agent, edgectl, folder), BareStartMs(), "fork and exec of true", "100"),
            .. Memory(agent, edgectl, folder, seconds),
        ];
    }

    private static double StartMs(string agent, string edgectl, TempFolder folder)
    {
        using var simulator = AgentRig.Simulate(edgectl, folder, "start", 4, 0, 60);
        var times = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            var port = AgentRig.Prepare(folder["start-site.json"], null);
            using var http = new HttpClient();
            var clock = Stopwatch.StartNew();
            using var run = new ChildProcess(agent, ["run", "--site", folder["start-site.json"], "--data", folder[$"start-{i}"]]);
            while (!AgentRig.HasReading(http, port) && clock.Elapsed.TotalSeconds < 10)
            {
                Thread.Sleep(1);
            }

            times.Add(clock.Elapsed.TotalMilliseconds);
            run.Signal(15);
            run.WaitForExit(5_000);
        }

        times.Sort();
        return times[times.Count / 2];
    }

    private static double BareStartMs()
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < Starts; i++)
        {
            using var process = Process.Start("true");
            process.WaitForExit();
        }

        return clock.Elapsed.TotalMilliseconds / Starts;
    }

    private static IEnumerable<Row> Memory(string agent, string edgectl, TempFolder folder, int seconds)
    {
        var broker = Array.Find(BrokerPaths, File.Exists);
        if (broker is null)
        {
            Console.Error.WriteLine("left out: memory, mosquitto is missing");
            yield break;
        }

        var brokerPort = AgentRig.FreePort();
        File.WriteAllText(folder["mosquitto.conf"], $"listener {brokerPort} 127.0.0.1\nallow_anonymous true\npersistence false\n");
        using var mosquitto = new ChildProcess(broker, ["-c", folder["mosquitto.conf"]]);
        using var simulator = AgentRig.Simulate(edgectl, folder, "memory", 20, 10, seconds + 30);
        Thread.Sleep(1_000);
        using var subscriber = new ChildProcess("mosquitto_sub", ["-p", $"{brokerPort}", "-t", "edge/#", "-q", "1"]);
        var port = AgentRig.Prepare(folder["memory-site.json"], brokerPort);
        using var run = new ChildProcess(agent, ["run", "--site", folder["memory-site.json"], "--data", folder["memory-data"]]);
        using var http = new HttpClient();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalSeconds < seconds)
        {
            Thread.Sleep(1_000);
            _ = AgentRig.HasReading(http, port);
        }

        var cpu = AgentRig.CpuSeconds(run.Id) / clock.Elapsed.TotalSeconds * 100;
        yield return new Row($"proportional set size, 200 points, {seconds} s", "MB", AgentRig.RollupKb(run.Id, "Pss:") / 1000.0, AgentRig.RollupKb(mosquitto.Id, "Pss:") / 1000.0, "mosquitto, one client", "30");
        yield return new Row("resident set size, the same", "MB", AgentRig.RollupKb(run.Id, "Rss:") / 1000.0, AgentRig.RollupKb(mosquitto.Id, "Rss:") / 1000.0, "mosquitto, one client", "");
        yield return new Row("CPU of one core, the same", "%", cpu, AgentRig.CpuSeconds(mosquitto.Id) / clock.Elapsed.TotalSeconds * 100, "mosquitto, one client", "");
        run.Signal(15);
        run.WaitForExit(5_000);
    }
}
