using System.Globalization;
using System.Text.Json;
using EdgeAgent.Tests.Support;

namespace EdgeCtl.Tests.Pull;

/// <summary>The promise: killed and started again at any moment, on both sides, it ends with exactly the summaries that were made, less the announced gaps, and no id twice.</summary>
public sealed class KillTests : IDisposable
{
    private static readonly int RunMs = LongRuns.Rounds(15_000, 120_000);
    private const int Rate = 2_000;
    private const int MinKills = 8;
    private readonly TempFolder _folder = new();
    private readonly Dictionary<SimulatedGatewayProcess, Dictionary<(string Epoch, string Class), long>> _confirmed = [];
    private readonly int _seed = Environment.TickCount;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Into_a_folder()
    {
        using var gateway = new SimulatedGatewayProcess(_folder["gateway"], "gw-kill", "--budget-mib", "256");
        await ChaosAsync([gateway], _folder["out"]);
        var seen = FromFiles(Path.Combine(_folder["out"], "gw-kill"));
        Same(gateway, seen, "gw-kill");
    }

    [Fact]
    public async Task Into_a_folder_while_the_budget_presses()
    {
        // The store takes 4 MiB alone, so windows are merged and then give way to gaps while both sides are killed.
        using var gateway = new SimulatedGatewayProcess(_folder["gateway"], "gw-full", "--budget-mib", "4", "--backlog", "60000");
        await ChaosAsync([gateway], _folder["out"]);
        var seen = FromFiles(Path.Combine(_folder["out"], "gw-full"));
        Same(gateway, seen, "gw-full");
        Assert.Contains(seen, i => i.IsGap && i.Seq - i.First > 200);
    }

    [Fact]
    public async Task Into_PostgreSQL_two_gateways_at_once()
    {
        using var server = await PostgresServer.TryStartAsync();
        Assert.SkipWhen(server is null, "no PostgreSQL server is installed, or the tests do not run as root");
        using var first = new SimulatedGatewayProcess(_folder["gateway-1"], "gw-a", "--budget-mib", "256");
        using var second = new SimulatedGatewayProcess(_folder["gateway-2"], "gw-b", "--new-epoch-every", "15000");
        await ChaosAsync([first, second], server!.Url());
        foreach (var (gateway, id) in new[] { (first, "gw-a"), (second, "gw-b") })
        {
            var rows = server.Sql("brain", $"select event from edge.summary where gateway = '{id}' order by epoch, class, seq").Split('\n');
            Same(gateway, rows.Select(ItemOf).ToList(), id);
        }

        Assert.Equal("0", server.Sql("brain", "select count(*) from edge.hole"));
        Assert.Equal(server.Sql("brain", "select count(*) from edge.summary where type = 'edge.gap.v1'"), server.Sql("brain", "select count(*) from edge.missing where kind = 'announced'"));
    }

    // Kills puller and gateways at random, then lets both finish and verifies.
    private async Task ChaosAsync(IReadOnlyList<SimulatedGatewayProcess> gateways, string to)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {_seed}");
        var random = new Random(_seed);
        string[] pull = ["pull", "--gateway", .. gateways.Select(g => g.Url), "--to", to, "--json", "--limit", "300"];
        foreach (var gateway in gateways)
        {
            await gateway.StartAsync(Rate);
        }

        var clock = System.Diagnostics.Stopwatch.StartNew();
        var kills = 0;
        var puller = Edgectl.Start([.. pull, "--follow"]);
        while (clock.ElapsedMilliseconds < RunMs || (kills < MinKills && clock.ElapsedMilliseconds < 4 * RunMs))
        {
            await Task.Delay(random.Next(100, 1_500));
            kills++;
            if (random.Next(3) > 0)
            {
                puller.Signal(9);
                Assert.NotNull(puller.WaitForExit(30_000));
                puller.Dispose();
                puller = Edgectl.Start([.. pull, "--follow"]);
                continue;
            }

            var gateway = gateways[random.Next(gateways.Count)];
            gateway.Kill();
            await gateway.StartAsync(Rate);
        }

        puller.Signal(9);
        Assert.NotNull(puller.WaitForExit(30_000));
        puller.Dispose();
        Assert.True(kills >= MinKills, $"{kills} kills alone");

        // Making ends, so that there is an end to pull to.
        foreach (var gateway in gateways)
        {
            gateway.Stop();
            await gateway.StartAsync(1);
        }

        // What is made from here on may come after the pull has ended.
        foreach (var gateway in gateways)
        {
            _confirmed[gateway] = gateway.Confirmed();
        }

        using var last = Edgectl.Start([.. pull, "--once"]);
        Assert.True(last.WaitForExit(60_000) == 0, last.All);
        var verified = Edgectl.Run("pull", "verify", "--to", to);
        Assert.True(verified.Status == 0, $"seed {_seed}\n{verified.All}");
    }

    private static List<Item> FromFiles(string folder) =>
        [.. Directory.GetFiles(folder, "*.ndjson").Order(StringComparer.Ordinal).SelectMany(File.ReadLines).Select(ItemOf)];

    // Read by other means than the tool's own: every number from 1 to what the gateway confirmed is in exactly one summary or gap, and no id comes twice.
    private void Same(SimulatedGatewayProcess gateway, List<Item> items, string id)
    {
        Assert.Equal(items.Count, items.Select(i => i.Id).Distinct(StringComparer.Ordinal).Count());
        var byStream = items.GroupBy(i => (i.Epoch, i.Class)).ToDictionary(g => g.Key, g => g.OrderBy(i => i.Seq).ToList());
        var lost = items.Where(i => i.LostEpoch is not null).Select(i => (i.LostEpoch!, i.Class)).ToHashSet();
        var newest = gateway.Process.Output.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("epoch").GetString()).Last();
        foreach (var (stream, head) in _confirmed[gateway].Where(c => c.Value > 0))
        {
            var next = 1L;
            foreach (var item in byStream.GetValueOrDefault(stream) ?? [])
            {
                // A gap or a merged window may begin in what had come before it was made; nothing else overlaps, and nothing is left out.
                var mayOverlap = item.IsGap || item.First < item.Seq;
                Assert.True(mayOverlap ? item.First <= next : item.First == next, $"seed {_seed}: {item.Id} covers {item.First}..{item.Seq}; expected to begin at {next}");
                next = item.Seq + 1;
            }

            // What a lost store had and nobody had pulled is told by a gap of its epoch, or was to be told by a store that was itself lost before it was pulled; all else must be there.
            if (stream.Epoch == newest || !(lost.Contains(stream) || lost.Any(l => !byStream.ContainsKey(l))))
            {
                Assert.True(next > head, $"seed {_seed}: {id} {stream} ends at {next - 1}; the gateway confirmed {head}");
            }
        }

        Assert.True(items.Count > 1_000, $"{items.Count} summaries alone");
    }

    private static Item ItemOf(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        var seq = long.Parse(root.GetProperty("sequence").GetString()!, CultureInfo.InvariantCulture);
        var first = seq;
        string? lost = null;
        var data = root.GetProperty("data");
        if (data.TryGetProperty("firstSeq", out var from))
        {
            first = from.ValueKind == JsonValueKind.Null ? seq : from.GetInt64();
            lost = from.ValueKind == JsonValueKind.Null ? data.GetProperty("epoch").GetString() : null;
        }
        else if (root.TryGetProperty("edgefirst", out var edgeFirst))
        {
            first = long.Parse(edgeFirst.GetString()!, CultureInfo.InvariantCulture);
        }

        return new Item(root.GetProperty("id").GetString()!, root.GetProperty("edgeepoch").GetString()!, root.GetProperty("edgeclass").GetString()!, seq, first, lost, root.GetProperty("type").GetString() == "edge.gap.v1");
    }

    private sealed record Item(string Id, string Epoch, string Class, long Seq, long First, string? LostEpoch, bool IsGap);
}
