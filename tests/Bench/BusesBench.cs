using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Bench;

/// <summary>
/// Sixteen buses at 9600 baud with fifty devices each, paced by the simulator at the wire's speed: how much of what the wire allows is used, and what that costs the native binary.
/// The peer of the utilisation is the wire itself: request and reply at 10 bits a byte, and the slave's 2 ms.
/// </summary>
internal static class BusesBench
{
    private const int Buses = 16;
    private const int Devices = 50;

    // The simulated neighbourhood has 80 points on 22 devices.
    private const int Points = 4;
    private const int Baud = 9_600;
    private const double TurnaroundS = 0.002;
    private const int WarmUpMs = 10_000;
    private const int RunMs = 30_000;

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
        using var simulator = AgentRig.Simulate(edgectl, folder, "buses", ["--buses", $"{Buses}", "--devices", $"{Devices}", "--points", $"{Points}", "--baud", $"{Baud}", "--seconds", "120"]);
        var site = JsonNode.Parse(File.ReadAllText(folder["buses-site.json"]))!;
        foreach (var source in site["sources"]!.AsArray())
        {
            source!["gap"] = "0 ms";
        }

        File.WriteAllText(folder["buses-site.json"], site.ToJsonString());
        var port = AgentRig.Prepare(folder["buses-site.json"], null);
        using var run = new ChildProcess(agent, ["run", "--site", folder["buses-site.json"], "--data", folder["buses-data"]]);
        using var http = new HttpClient();
        Thread.Sleep(WarmUpMs);
        var before = Take(http, port, run.Id, simulator.Id);
        Thread.Sleep(RunMs);
        var after = Take(http, port, run.Id, simulator.Id);
        var seconds = (after.At - before.At).TotalSeconds;
        var rate = (after.Requests - before.Requests) / seconds / Buses;
        var bytesPerExchange = (after.Bytes - before.Bytes) / (double)(after.Requests - before.Requests);
        var exchangeS = (bytesPerExchange * 10 / Baud) + TurnaroundS;
        Row[] rows =
        [
            new Row(string.Create(CultureInfo.InvariantCulture, $"exchanges a second of {bytesPerExchange:0.0} bytes on each of {Buses} buses at {Baud} baud, gap 0"), "1/s", rate, 1 / exchangeS, "the wire", ""),
            new Row("the same as a share of what the wire allows", "", rate * exchangeS, 1, "the wire", "0.95"),
            new Row("CPU of one core", "%", (after.Cpu - before.Cpu) / seconds * 100, (after.PeerCpu - before.PeerCpu) / seconds * 100, "the simulator", "10"),
            new Row($"proportional set size, {Buses * Devices * Points} points", "MB", AgentRig.RollupKb(run.Id, "Pss:") / 1000.0, AgentRig.RollupKb(simulator.Id, "Pss:") / 1000.0, "the simulator", "45"),
            new Row("resident set size, the same", "MB", AgentRig.RollupKb(run.Id, "Rss:") / 1000.0, AgentRig.RollupKb(simulator.Id, "Rss:") / 1000.0, "the simulator", ""),
            new Row("requests sent again", "", after.Retries - before.Retries, null, "", "0"),
        ];
        run.Signal(15);
        run.WaitForExit(5_000);
        return rows;
    }

    private static Figures Take(HttpClient http, int port, int agent, int simulator)
    {
        var status = JsonNode.Parse(http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/v1/status")).GetAwaiter().GetResult())!;
        var buses = status["buses"]!.AsArray();
        return new Figures(
            TimeSpan.FromSeconds(Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency),
            buses.Sum(b => long.Parse(b!["requests"]!.ToString(), CultureInfo.InvariantCulture)),
            buses.Sum(b => long.Parse(b!["retries"]!.ToString(), CultureInfo.InvariantCulture)),
            buses.Sum(b => long.Parse(b!["bytesSent"]!.ToString(), CultureInfo.InvariantCulture) + long.Parse(b["bytesReceived"]!.ToString(), CultureInfo.InvariantCulture)),
            AgentRig.CpuSeconds(agent),
            AgentRig.CpuSeconds(simulator));
    }

    private readonly record struct Figures(TimeSpan At, long Requests, long Retries, long Bytes, double Cpu, double PeerCpu);
}
