using System.Globalization;
using EdgeAgent.Buffer;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Crash;

public sealed class KillTests
{
    private static readonly int Kills = LongRuns.Rounds(200, 1_000);

    [Fact]
    public async Task What_was_confirmed_survives_every_kill_under_its_number()
    {
        using var folder = new TempFolder();
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var confirmed = new Dictionary<(SummaryClass, ulong), long>();
        var epochs = new HashSet<string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            using var child = new ChildProcess(Path.Combine(AppContext.BaseDirectory, "Crash"), ["--append", folder.Path, $"{1_000_000 * kill}"]);
            Assert.True(await child.SaysAsync("open ", 60_000), child.All);
            await Task.Delay(random.Next(kill % 8 == 0 ? 400 : 120));
            child.Signal(9);
            Assert.NotNull(child.WaitForExit(30_000));
            foreach (var line in child.Output)
            {
                Note(line, confirmed, epochs, seed);
            }
        }

        Assert.True(confirmed.Count > Kills, $"too few confirmed: {confirmed.Count}");
        Assert.Single(epochs);
        var opened = await BufferStore.OpenAsync(folder.Path, new BufferOptions { BudgetBytes = 64 << 20 }, new ManualClock(), NullLogger.Instance);
        await using var buffer = opened.Buffer ?? throw new InvalidOperationException(opened.Fault);
        foreach (var summaryClass in SummaryClasses.All)
        {
            var stored = BufferReading.All(buffer, summaryClass);
            Assert.Equal(Enumerable.Range(1, stored.Count).Select(i => (ulong)i), stored.Select(s => s.Seq));
            Assert.All(stored, s => Assert.Equal(SummaryType.Event, s.Summary.Type));
            Assert.Equal(stored.Count, stored.Select(s => TestSummaries.ContentOf(s.Summary)).Distinct().Count());
            var known = stored.ToDictionary(s => s.Seq, s => TestSummaries.ContentOf(s.Summary));
            Assert.All(confirmed.Where(c => c.Key.Item1 == summaryClass), c => Assert.Equal(c.Value, known[c.Key.Item2]));
        }
    }

    // The last line may be cut by the kill: only a whole one counts.
    private static void Note(string line, Dictionary<(SummaryClass, ulong), long> confirmed, HashSet<string> epochs, int seed)
    {
        var words = line.Split(' ');
        if (words is ["open", var epoch])
        {
            epochs.Add(epoch);
        }
        else if (words.Length == 3 && ulong.TryParse(words[1], out var seq) && long.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out var content))
        {
            Assert.True(confirmed.TryAdd(((SummaryClass)int.Parse(words[0]), seq), content), $"{line}: number given twice (seed {seed})");
        }
    }
}
