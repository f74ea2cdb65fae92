using System.Globalization;
using System.Text.Json;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Native;

/// <summary>kill -9 at random moments while summaries flow both ways.</summary>
public sealed class KillTests
{
    private const int SigKill = 9;
    private static readonly int Rounds = LongRuns.Rounds(50, 200);

    [Fact]
    public async Task What_was_given_is_never_renumbered_and_no_number_is_missing()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        using var site = new NativeSite { BrokerPort = NativeSite.FreePort(), WindowLength = "1 s" };
        site.Write();
        using var line = await site.StartLineAsync();
        using var slave = await Peers.LibModbusAsync(site, 1);
        using var broker = await Peers.MosquittoAsync(site, site.BrokerPort!.Value);
        using var subscriber = Peers.Subscribe(site.BrokerPort.Value);
        using var http = new HttpClient();
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var round = 0; round < Rounds; round++)
        {
            using var agent = site.Run();
            var until = Environment.TickCount64 + random.Next(200, 1_600);
            while (Environment.TickCount64 < until)
            {
                await LookAsync(site, http, given, seed);
                await Task.Delay(20);
            }

            agent.Signal(SigKill);
            Assert.NotNull(agent.WaitForExit(5_000));
        }

        using var last = site.Run();
        await site.GetAsync(http, "/v1/status");
        await LookAsync(site, http, given, seed);
        Assert.NotEmpty(given);
        CheckPushed(subscriber, given, seed);
        CheckNoHoles(given.Keys, seed);
    }

    // Reads all that is stored, and compares with what was given before under the same id.
    private static async Task LookAsync(NativeSite site, HttpClient http, Dictionary<string, string> given, int seed)
    {
        string? next = null;
        for (var more = true; more;)
        {
            JsonElement page;
            try
            {
                page = JsonDocument.Parse(await http.GetStringAsync(site.Pull("/v1/summaries?limit=5000" + (next is null ? "" : $"&after={next}")))).RootElement;
            }
            catch (HttpRequestException)
            {
                return;
            }

            foreach (var item in page.GetProperty("items").EnumerateArray())
            {
                var id = item.GetProperty("id").GetString()!;
                if (!given.TryAdd(id, item.GetRawText()))
                {
                    Assert.True(given[id] == item.GetRawText(), $"{id} changed; seed {seed}");
                }
            }

            next = page.GetProperty("next").GetString();
            more = page.GetProperty("more").GetBoolean();
        }
    }

    private static void CheckPushed(ChildProcess subscriber, Dictionary<string, string> given, int seed)
    {
        var pushed = 0;
        foreach (var message in subscriber.Output.Where(l => l.Contains("\"specversion\"", StringComparison.Ordinal)))
        {
            var text = message[(message.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            using var document = JsonDocument.Parse(text);
            var id = document.RootElement.GetProperty("id").GetString()!;
            pushed++;

            // Released after the broker's acknowledgement, or still there: never another content under the same id.
            Assert.True(!given.TryAdd(id, text) ? given[id] == text : true, $"{id} differs by MQTT; seed {seed}");
        }

        Assert.True(pushed > 0, "nothing was pushed");
    }

    private static void CheckNoHoles(IEnumerable<string> ids, int seed)
    {
        foreach (var stream in ids.Select(id => id.Split('/')).GroupBy(p => $"{p[1]}/{p[2]}"))
        {
            var seqs = stream.Select(p => ulong.Parse(p[3], CultureInfo.InvariantCulture)).Order().ToArray();
            for (var i = 0; i < seqs.Length; i++)
            {
                Assert.True(seqs[i] == (ulong)(i + 1), $"{stream.Key} misses {i + 1}; seed {seed}");
            }
        }
    }
}
