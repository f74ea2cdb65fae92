using System.Net.Http.Json;
using System.Text.Json;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Native;

/// <summary>The native agent on a whole neighbourhood: every protocol at once, on good lines and on bad ones, by the site file that the simulator wrote.</summary>
public sealed class NeighbourhoodTests(ITestOutputHelper output)
{
    private const int SafetyMs = 90_000;
    private const string Token = "0123456789abcdef0123456789abcdef-test";

    [Theory]
    [InlineData("good")]
    [InlineData("bad")]
    public async Task Every_point_of_every_protocol_is_read(string lines)
    {
        using var folder = new TempFolder();
        var pull = NativeSite.FreePort();
        var faults = lines == "bad" ? new[] { "--timeouts", "0.05", "--crc-errors", "0.05", "--noise-bytes", "0.2", "--late", "0.03", "--wrong-unit", "0.05" } : [];
        using var simulator = await SimulateAsync(folder, pull, faults);
        using var agent = new ChildProcess(NativeBinary.Find("edgeagent", out _)!, ["run", "--site", folder["site.json"], "--data", folder["data"]]);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{pull}"), Timeout = TimeSpan.FromSeconds(5) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        var wrong = await UntilAllGoodAsync(http, agent);
        Assert.True(wrong.Count == 0, $"never good: {string.Join(", ", wrong)}\n{agent.All}");
        agent.Signal(15);
        Assert.Equal(0, agent.WaitForExit(10_000));
        output.WriteLine(simulator.Output.LastOrDefault() ?? "");
    }

    [Fact]
    public async Task A_valve_is_opened_and_closed_by_command_and_read_back()
    {
        using var folder = new TempFolder();
        var pull = NativeSite.FreePort();
        using var simulator = await SimulateAsync(folder, pull, []);
        using var agent = new ChildProcess(NativeBinary.Find("edgeagent", out _)!, ["run", "--site", folder["site.json"], "--data", folder["data"]]);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{pull}"), Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        Assert.Empty(await UntilAllGoodAsync(http, agent));
        var written = 0;
        foreach (var point in Writable(folder["site.json"]))
        {
            foreach (var value in new[] { 1, 0 })
            {
                using var answer = await http.PostAsJsonAsync("/v1/commands/write", new { point, value });
                var text = await answer.Content.ReadAsStringAsync();
                Assert.True(answer.IsSuccessStatusCode, $"{point} = {value}: {(int)answer.StatusCode} {text}");
                Assert.Contains($"{point} is {value}, read back", text, StringComparison.Ordinal);
                written++;
            }
        }

        Assert.True(written >= 2, "the simulator's site has no writable point");
        using var refused = await http.PostAsJsonAsync("/v1/commands/write", new { point = "sump/level", value = 1 });
        Assert.Equal(409, (int)refused.StatusCode);
    }

    private static IEnumerable<string> Writable(string siteFile)
    {
        using var site = JsonDocument.Parse(File.ReadAllText(siteFile));
        return [.. from source in site.RootElement.GetProperty("sources").EnumerateArray()
                   from device in source.GetProperty("devices").EnumerateArray()
                   from point in device.TryGetProperty("points", out var points) ? points.EnumerateArray() : default
                   where point.TryGetProperty("writable", out var flag) && flag.GetBoolean()
                   select $"{device.GetProperty("name").GetString()}/{point.GetProperty("name").GetString()}"];
    }

    private static async Task<ChildProcess> SimulateAsync(TempFolder folder, int pull, string[] faults)
    {
        var edgectl = NativeBinary.Find("edgectl", out var reason);
        Assert.SkipUnless(edgectl is not null, reason);
        var simulator = new ChildProcess(edgectl!,
        [
            "simulate", "--scenario", "neighbourhood", "--link", folder["port{n}"], "--tcp", "--hj212", $"127.0.0.1:{NativeSite.FreePort()}", "--sl651", $"127.0.0.1:{NativeSite.FreePort()}",
            "--report-every", "2", "--seconds", "180", "--json", "--write-site", folder["bench.json"], "--write-profile", folder["profile.json"], .. faults,
        ]);
        for (var i = 0; i < 400 && !File.Exists(folder["bench.json"]); i++)
        {
            await Task.Delay(25);
        }

        Assert.True(File.Exists(folder["bench.json"]), simulator.All);
        var site = System.Text.Json.Nodes.JsonNode.Parse(await File.ReadAllTextAsync(folder["bench.json"]))!;
        site["uplinks"] = new System.Text.Json.Nodes.JsonArray(System.Text.Json.Nodes.JsonNode.Parse($$"""
            { "kind": "pull", "listen": "127.0.0.1:{{pull}}", "tokens": [ { "name": "desk", "secret": "desk", "scopes": ["read", "admin"] } ] }
            """));
        Directory.CreateDirectory(folder["data/secrets"]);
        await File.WriteAllTextAsync(folder["data/secrets/desk"], Token);
        using var chmod = new ChildProcess("chmod", ["-R", "u=rwX,go=", folder["data/secrets"]]);
        Assert.Equal(0, chmod.WaitForExit(5_000));
        site["console"]!["listen"] = $"127.0.0.1:{NativeSite.FreePort()}";
        await File.WriteAllTextAsync(folder["site.json"], site.ToJsonString());
        return simulator;
    }

    // A point has been good once; on a bad line its newest reading need not be.
    private static async Task<List<string>> UntilAllGoodAsync(HttpClient http, ChildProcess agent)
    {
        var never = new HashSet<string>(StringComparer.Ordinal) { "every point" };
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (never.Count > 0 && clock.ElapsedMilliseconds < SafetyMs && !agent.HasExited)
        {
            await Task.Delay(250);
            try
            {
                using var points = await JsonDocument.ParseAsync(await http.GetStreamAsync("/v1/points"));
                never = [];
                foreach (var point in points.RootElement.GetProperty("points").EnumerateArray())
                {
                    var name = point.GetProperty("name").GetString()!;
                    if (point.TryGetProperty("quality", out var quality) && quality.GetString() == "good")
                    {
                        seen.Add(name);
                    }

                    if (!seen.Contains(name))
                    {
                        never.Add(name);
                    }
                }
            }
            catch (HttpRequestException)
            {
                never = ["the API"];
            }
        }

        return [.. never];
    }
}
