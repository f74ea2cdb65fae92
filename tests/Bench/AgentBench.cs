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
        using var simulator = Simulate(edgectl, folder, "start", 4, 0, 60);
        var times = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            var port = Prepare(folder["start-site.json"], null);
            using var http = new HttpClient();
            var clock = Stopwatch.StartNew();
            using var run = new ChildProcess(agent, ["run", "--site", folder["start-site.json"], "--data", folder[$"start-{i}"]]);
            while (!HasReading(http, port) && clock.Elapsed.TotalSeconds < 10)
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

        var brokerPort = FreePort();
        File.WriteAllText(folder["mosquitto.conf"], $"listener {brokerPort} 127.0.0.1\nallow_anonymous true\npersistence false\n");
        using var mosquitto = new ChildProcess(broker, ["-c", folder["mosquitto.conf"]]);
        using var simulator = Simulate(edgectl, folder, "memory", 20, 10, seconds + 30);
        Thread.Sleep(1_000);
        using var subscriber = new ChildProcess("mosquitto_sub", ["-p", $"{brokerPort}", "-t", "edge/#", "-q", "1"]);
        var port = Prepare(folder["memory-site.json"], brokerPort);
        using var run = new ChildProcess(agent, ["run", "--site", folder["memory-site.json"], "--data", folder["memory-data"]]);
        using var http = new HttpClient();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalSeconds < seconds)
        {
            Thread.Sleep(1_000);
            _ = HasReading(http, port);
        }

        var cpu = CpuSeconds(run.Id) / clock.Elapsed.TotalSeconds * 100;
        yield return new Row($"proportional set size, 200 points, {seconds} s", "MB", RollupKb(run.Id, "Pss:") / 1000.0, RollupKb(mosquitto.Id, "Pss:") / 1000.0, "mosquitto, one client", "30");
        yield return new Row("resident set size, the same", "MB", RollupKb(run.Id, "Rss:") / 1000.0, RollupKb(mosquitto.Id, "Rss:") / 1000.0, "mosquitto, one client", "");
        yield return new Row("CPU of one core, the same", "%", cpu, CpuSeconds(mosquitto.Id) / clock.Elapsed.TotalSeconds * 100, "mosquitto, one client", "");
        run.Signal(15);
        run.WaitForExit(5_000);
    }

    private static ChildProcess Simulate(string edgectl, TempFolder folder, string name, int devices, int points, int seconds)
    {
        List<string> arguments =
        [
            "simulate", "--link", folder[$"{name}-port"], "--devices", $"{devices}", "--baud", "115200", "--no-pace", "--seconds", $"{seconds}",
            "--write-site", folder[$"{name}-site.json"], "--write-profile", folder[$"{name}-profile.json"], "--json",
        ];
        if (points > 0)
        {
            arguments.AddRange(["--points", $"{points}"]);
        }

        var simulator = new ChildProcess(edgectl, arguments);
        for (var i = 0; i < 100 && !File.Exists(folder[$"{name}-site.json"]); i++)
        {
            Thread.Sleep(50);
        }

        Thread.Sleep(300);
        return simulator;
    }

    // Ports of its own, and a broker when there is one.
    private static int Prepare(string siteFile, int? brokerPort)
    {
        var site = JsonNode.Parse(File.ReadAllText(siteFile))!;
        var port = FreePort();
        var uplinks = new JsonArray(new JsonObject { ["kind"] = "pull", ["listen"] = $"127.0.0.1:{port}" });
        if (brokerPort is { } broker)
        {
            uplinks.Add((JsonNode)new JsonObject { ["kind"] = "mqtt", ["servers"] = new JsonArray($"mqtt://127.0.0.1:{broker}") });
        }

        site["uplinks"] = uplinks;
        site["console"]!["listen"] = $"127.0.0.1:{FreePort()}";
        File.WriteAllText(siteFile, site.ToJsonString());
        return port;
    }

    private static bool HasReading(HttpClient http, int port)
    {
        try
        {
            return http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/v1/points")).GetAwaiter().GetResult().Contains("\"quality\":\"good\"", StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static double RollupKb(int pid, string field) =>
        double.Parse(File.ReadLines($"/proc/{pid}/smaps_rollup").First(l => l.StartsWith(field, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    private static double CpuSeconds(int pid)
    {
        const double TicksPerSecond = 100;
        var fields = File.ReadAllText($"/proc/{pid}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
