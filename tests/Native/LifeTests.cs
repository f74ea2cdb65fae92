using System.Net;
using System.Text.Json;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Native;

/// <summary>Signals, owners and bad surroundings of the native binary.</summary>
public sealed class LifeTests
{
    private const int SigHup = 1;
    private const int SigKill = 9;
    private const int SigTerm = 15;

    [Fact]
    public async Task Two_agents_on_one_data_path_the_second_refuses_and_names_the_first()
    {
        using var site = new NativeSite();
        site.Write();
        using var first = site.Run();
        Assert.True(await first.SaysAsync("listening", 10_000), first.All);
        using var second = site.Run();
        Assert.Equal(2, second.WaitForExit(10_000));
        Assert.Contains($"{first.Id}", second.All, StringComparison.Ordinal);
        Assert.False(first.HasExited);
    }

    [Fact]
    public async Task A_port_that_does_not_exist_gives_bad_readings_with_the_reason_and_the_agent_lives()
    {
        using var site = new NativeSite { WindowLength = "2 s" };
        site.Write();
        using var agent = site.Run();
        using var http = new HttpClient();
        var window = await FirstWindowAsync(site, http, agent);
        var data = window.GetProperty("data");
        Assert.Equal(0, data.GetProperty("good").GetInt32());
        Assert.True(data.GetProperty("bad").GetProperty("portGone").GetInt32() > 0);
        Assert.False(agent.HasExited);
    }

    [Fact]
    public async Task A_slave_that_never_answers_is_lost_with_an_event_and_back_when_it_answers()
    {
        using var site = new NativeSite { WindowLength = "2 s", Timeout = "50 ms" };
        site.Write();
        using var line = await site.StartLineAsync();
        using var agent = site.Run();
        using var http = new HttpClient();
        Assert.Equal("raised", (await EventAsync(site, http, 0)).GetProperty("state").GetString());
        using var slave = await Peers.LibModbusAsync(site, 1);
        var cleared = await EventAsync(site, http, 1);
        Assert.Equal(("cleared", "sump"), (cleared.GetProperty("state").GetString(), cleared.GetProperty("device").GetString()));
        Assert.False(agent.HasExited);
    }

    [Fact]
    public async Task An_event_that_was_open_at_a_kill_is_cleared_under_its_own_id_after_the_restart()
    {
        using var site = new NativeSite { Timeout = "50 ms" };
        site.Write();
        using var line = await site.StartLineAsync();
        using var http = new HttpClient();
        string? raised;
        using (var agent = site.Run())
        {
            raised = (await EventAsync(site, http, 0)).GetProperty("alarmId").GetString();
            agent.Signal(SigKill);
            agent.WaitForExit(5_000);
        }

        using var slave = await Peers.LibModbusAsync(site, 1);
        using var again = site.Run();
        var cleared = await EventAsync(site, http, 1);
        Assert.Equal((raised, "cleared"), (cleared.GetProperty("alarmId").GetString(), cleared.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task Logs_go_to_a_file_as_well_when_the_site_says_so()
    {
        using var site = new NativeSite();
        site.Write();
        await File.WriteAllTextAsync(site.SiteFile, (await File.ReadAllTextAsync(site.SiteFile)).Replace("\"console\":", "\"log\": { \"file\": \"agent.log\" }, \"console\":", StringComparison.Ordinal));
        using var agent = site.Run();
        Assert.True(await agent.SaysAsync("starts: gateway bench-1", 10_000), agent.All);
        agent.Signal(SigTerm);
        Assert.Equal(0, agent.WaitForExit(5_000));
        var file = await File.ReadAllTextAsync(Path.Combine(site.DataPath, "agent.log"));
        Assert.Contains("starts: gateway bench-1", file, StringComparison.Ordinal);
        Assert.Contains("stopping: SIGTERM", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sighup_takes_a_good_site_file_and_keeps_the_old_one_when_the_new_one_is_wrong()
    {
        using var site = new NativeSite();
        site.Write();
        using var agent = site.Run();
        using var http = new HttpClient();
        await site.GetAsync(http, "/v1/status");
        await File.WriteAllTextAsync(site.SiteFile, (await File.ReadAllTextAsync(site.SiteFile)).Replace("\"district\"", "\"distrikt\"", StringComparison.Ordinal));
        agent.Signal(SigHup);
        Assert.True(await agent.SaysAsync("refused", 5_000), agent.All);
        Assert.Contains("district", agent.All, StringComparison.Ordinal);
        Assert.Equal(7, (await site.GetAsync(http, "/v1/points")).GetProperty("points").GetArrayLength());

        site.Devices = """{ "name": "sump", "address": 1, "points": [ { "name": "level", "register": "holding/0", "type": "uint16", "unit": "m" } ] }""";
        site.Write();
        agent.Signal(SigHup);
        Assert.True(await agent.SaysAsync("re-read", 5_000), agent.All);
        Assert.Equal(1, (await site.GetAsync(http, "/v1/points")).GetProperty("points").GetArrayLength());
        agent.Signal(SigTerm);
        Assert.Equal(0, agent.WaitForExit(5_000));
    }

    [Fact]
    public async Task Sigterm_stores_the_open_window_and_stops_within_5_s()
    {
        using var site = new NativeSite { WindowLength = "1 h" };
        site.Write();
        using var line = await site.StartLineAsync();
        using var slave = await Peers.LibModbusAsync(site, 1);
        using (var agent = site.Run())
        {
            Assert.True(await agent.SaysAsync("listening", 10_000), agent.All);
            await Task.Delay(2_500);
            agent.Signal(SigTerm);
            Assert.Equal(0, agent.WaitForExit(5_000));
        }

        using var again = site.Run();
        using var http = new HttpClient();
        var window = await FirstWindowAsync(site, http, again);

        // Two readings a second for as long as the window was open.
        var data = window.GetProperty("data");
        var openS = (data.GetProperty("to").GetDateTimeOffset() - data.GetProperty("from").GetDateTimeOffset()).TotalSeconds;
        Assert.True(openS >= 2, $"the window was open for {openS} s");
        Assert.InRange(data.GetProperty("good").GetInt32(), Math.Floor(openS * 2) - 2, Math.Ceiling(openS * 2) + 1);
    }

    [Fact]
    public async Task A_broker_that_refuses_or_is_not_there_costs_nothing_but_the_push()
    {
        using var site = new NativeSite { BrokerPort = NativeSite.FreePort(), WindowLength = "1 s" };
        site.Write();
        using var agent = site.Run();
        using var http = new HttpClient();
        await FirstWindowAsync(site, http, agent);
        using var broker = await Peers.MosquittoAsync(site, site.BrokerPort!.Value);
        using var subscriber = Peers.Subscribe(site.BrokerPort.Value);
        for (var waited = 0; waited < 30_000 && !subscriber.Output.Any(l => l.Contains("edge.window.v1", StringComparison.Ordinal)); waited += 200)
        {
            await Task.Delay(200);
        }

        // What was made while the broker was away comes too, from the first number on.
        Assert.Contains(subscriber.Output, l => l.Contains("\"id\":\"bench-1/", StringComparison.Ordinal) && l.Contains("/routine/1\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_pull_api_answers_bad_requests_with_problems_and_lives()
    {
        using var site = new NativeSite();
        site.Write();
        using var agent = site.Run();
        using var http = new HttpClient();
        await site.GetAsync(http, "/v1/status");
        await ExpectProblemAsync(http, HttpStatusCode.BadRequest, new(HttpMethod.Get, site.Pull("/v1/summaries?limit=-1")));
        await ExpectProblemAsync(http, HttpStatusCode.BadRequest, new(HttpMethod.Get, site.Pull("/v1/summaries?after=AAAA")));
        await ExpectProblemAsync(http, HttpStatusCode.NotFound, new(HttpMethod.Get, site.Pull("/v1/nothing")));
        using var big = new ByteArrayContent(new byte[10 << 20]);
        using var request = new HttpRequestMessage(HttpMethod.Put, site.Pull("/v1/consumers/brain")) { Content = big };
        try
        {
            using var answer = await http.SendAsync(request);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        }
        catch (HttpRequestException)
        {
            // Closing the connection on a body that is never read is an answer too.
        }

        Assert.False(agent.HasExited);
        await site.GetAsync(http, "/healthz");
    }

    private static async Task ExpectProblemAsync(HttpClient http, HttpStatusCode status, HttpRequestMessage request)
    {
        using (request)
        using (var answer = await http.SendAsync(request))
        {
            Assert.Equal(status, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            Assert.Equal((int)status, problem.RootElement.GetProperty("status").GetInt32());
        }
    }

    private static async Task<JsonElement> FirstWindowAsync(NativeSite site, HttpClient http, ChildProcess agent)
    {
        var items = await ItemsAsync(site, http, "routine", i => i.GetProperty("type").GetString() == "edge.window.v1", 1);
        Assert.True(items.Count > 0, agent.All);
        return items[0];
    }

    private static async Task<JsonElement> EventAsync(NativeSite site, HttpClient http, int index)
    {
        var items = await ItemsAsync(site, http, "event", i => i.GetProperty("type").GetString() == "edge.event.v1", index + 1);
        Assert.True(items.Count > index, $"{items.Count} events");
        return items[index].GetProperty("data");
    }

    private static async Task<List<JsonElement>> ItemsAsync(NativeSite site, HttpClient http, string summaryClass, Func<JsonElement, bool> wanted, int count)
    {
        for (var waited = 0; ; waited += 200)
        {
            var page = await site.GetAsync(http, $"/v1/summaries?class={summaryClass}");
            var items = page.GetProperty("items").EnumerateArray().Where(wanted).ToList();
            if (items.Count >= count || waited > 20_000)
            {
                return items;
            }

            await Task.Delay(200);
        }
    }
}
