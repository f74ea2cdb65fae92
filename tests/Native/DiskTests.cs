using System.Net;
using System.Text.Json;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Native;

/// <summary>A disk that is full or read-only stops nothing but storing.</summary>
public sealed class DiskTests
{
    private const int SigTerm = 15;

    [Fact]
    public async Task A_disk_that_fills_up_under_the_agent_stops_storing_alone()
    {
        using var site = new NativeSite { WindowLength = "1 s" };
        site.Write();
        using var disk = new SmallMount(site.DataPath);
        using var line = await site.StartLineAsync();
        using var slave = await Peers.LibModbusAsync(site, 1);
        using var agent = site.Run();
        using var http = new HttpClient();
        await site.GetAsync(http, "/v1/status");
        await UntilAsync(async () => await HeadAsync(site, http) > 5, agent);

        disk.Fill();

        // What is oldest gives way as long as that makes room; then nothing is stored any more. Either way reading goes on.
        await UntilAsync(async () => agent.All.Contains("gave way to a gap", StringComparison.Ordinal) || await HealthAsync(site, http) == HttpStatusCode.ServiceUnavailable, agent);
        await ExpectReadingAsync(site, http);
        var stuck = await HeadAsync(site, http);

        disk.Free();
        await UntilAsync(async () => await HealthAsync(site, http) == HttpStatusCode.OK && await HeadAsync(site, http) > stuck + 20, agent);
        CheckNoHoles(await site.GetAsync(http, "/v1/summaries?class=routine&limit=10000"));
        agent.Signal(SigTerm);
        Assert.Equal(0, agent.WaitForExit(5_000));
    }

    [Fact]
    public async Task A_data_path_that_is_read_only_at_the_start_stops_storing_until_it_can_be_written()
    {
        using var site = new NativeSite { WindowLength = "1 s" };
        site.Write();
        using var disk = new SmallMount(site.DataPath);
        disk.Remount("ro");
        using var line = await site.StartLineAsync();
        using var slave = await Peers.LibModbusAsync(site, 1);
        using var agent = site.Run();
        using var http = new HttpClient();
        await site.GetAsync(http, "/v1/status");
        await ExpectReadingAsync(site, http);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await HealthAsync(site, http));
        Assert.Equal(0UL, await HeadAsync(site, http));

        disk.Remount("rw");
        await UntilAsync(async () => await HealthAsync(site, http) == HttpStatusCode.OK && await HeadAsync(site, http) > 5, agent);
        agent.Signal(SigTerm);
        Assert.Equal(0, agent.WaitForExit(5_000));
    }

    [Fact]
    public void A_data_path_that_is_a_file_is_refused()
    {
        using var site = new NativeSite();
        site.Write();
        File.WriteAllText(site.DataPath, "");
        using var agent = site.Run();
        Assert.Equal(2, agent.WaitForExit(10_000));
        Assert.Contains("is a file", agent.All, StringComparison.Ordinal);
    }

    private static async Task<ulong> HeadAsync(NativeSite site, HttpClient http) =>
        (await site.GetAsync(http, "/v1/status")).GetProperty("head").GetProperty("routine").GetUInt64();

    private static async Task<HttpStatusCode> HealthAsync(NativeSite site, HttpClient http)
    {
        using var answer = await http.GetAsync(site.Pull("/healthz"));
        return answer.StatusCode;
    }

    private static async Task ExpectReadingAsync(NativeSite site, HttpClient http)
    {
        string? at = null;
        for (var changes = 0; changes < 3; await Task.Delay(100))
        {
            var level = (await site.GetAsync(http, "/v1/points")).GetProperty("points")[0];
            if (level.TryGetProperty("at", out var now) && now.GetString() != at)
            {
                at = now.GetString();
                changes++;
                Assert.Equal("good", level.GetProperty("quality").GetString());
            }
        }
    }

    private static void CheckNoHoles(JsonElement page)
    {
        var next = 1UL;
        foreach (var item in page.GetProperty("items").EnumerateArray())
        {
            var seq = ulong.Parse(item.GetProperty("sequence").GetString()!);
            var first = item.GetProperty("type").GetString() == "edge.gap.v1" ? item.GetProperty("data").GetProperty("firstSeq").GetUInt64() : seq;
            Assert.Equal(next, first);
            next = seq + 1;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> happens, ChildProcess agent)
    {
        for (var waited = 0; waited < 60_000; waited += 200)
        {
            if (await happens())
            {
                return;
            }

            Assert.False(agent.HasExited, agent.All);
            await Task.Delay(200);
        }

        Assert.Fail(agent.All);
    }
}
