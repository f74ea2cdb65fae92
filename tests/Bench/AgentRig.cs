using System.Globalization;
using System.Text.Json.Nodes;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Bench;

/// <summary>A simulator and a native agent for the benches, and what the kernel counts of them.</summary>
internal static class AgentRig
{
    /// <summary>Starts the simulator, with a site and a profile file called after <paramref name="name"/>.</summary>
    public static ChildProcess Simulate(string edgectl, TempFolder folder, string name, int devices, int points, int seconds) =>
        Simulate(edgectl, folder, name, ["--devices", $"{devices}", "--points", $"{points}", "--baud", "115200", "--no-pace", "--seconds", $"{seconds}"]);

    /// <summary>The same with other arguments.</summary>
    public static ChildProcess Simulate(string edgectl, TempFolder folder, string name, IEnumerable<string> how)
    {
        List<string> arguments =
        [
            "simulate", .. how, "--link", folder[name + "-port{n}"],
            "--write-site", folder[$"{name}-site.json"], "--write-profile", folder[$"{name}-profile.json"], "--json",
        ];
        var simulator = new ChildProcess(edgectl, arguments);
        for (var i = 0; i < 100 && !File.Exists(folder[$"{name}-site.json"]); i++)
        {
            Thread.Sleep(50);
        }

        Thread.Sleep(300);
        return simulator;
    }

    /// <summary>Gives a site ports of its own, and a broker when there is one; answers the pull API's port.</summary>
    public static int Prepare(string siteFile, int? brokerPort)
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

    /// <summary>True once the pull API shows a good reading.</summary>
    public static bool HasReading(HttpClient http, int port)
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

    /// <summary>A TCP port that is free now.</summary>
    public static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A field of /proc/PID/smaps_rollup, KB.</summary>
    public static double RollupKb(int pid, string field) =>
        double.Parse(File.ReadLines($"/proc/{pid}/smaps_rollup").First(l => l.StartsWith(field, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    /// <summary>Processor time that a process has used, s.</summary>
    public static double CpuSeconds(int pid)
    {
        const double TicksPerSecond = 100;
        var fields = File.ReadAllText($"/proc/{pid}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
