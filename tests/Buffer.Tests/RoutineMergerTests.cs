using EdgeAgent.Buffer;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Buffer;

public sealed class RoutineMergerTests
{
    private const long FiveMs = 5 * MergeFixture.MinuteMs;
    private static readonly ulong[] NoBorders = [];

    [Fact]
    public void A_merged_window_takes_the_number_of_its_last_and_the_run_is_tiled()
    {
        var run = Numbered(11, [.. Enumerable.Range(0, 5).SelectMany(m => MergeFixture.Minute(3, m))]);
        var records = RoutineMerger.Rewrite([.. run], FiveMs)!;
        Assert.True(BufferReading.CoversExactly(records, 11, 30));
        MergeFixture.AssertTellsAll(records, 3, 5);
        Assert.Equal([14UL, 18UL, 22UL, 26UL, 27UL, 28UL, 29UL, 30UL], records.Select(r => r.Seq));
        Assert.Equal(run.Where(r => r.Summary.Type == SummaryType.Health).Select(r => (r.Seq, r.Summary)), records.Where(r => r.Summary.Type == SummaryType.Health).Select(r => (r.Seq, r.Summary)));
        Assert.Equal(run[16].Summary.Made, records[4].Summary.Made);
    }

    [Fact]
    public void No_window_ever_moves_to_a_lower_number()
    {
        var random = new Random(3);
        for (var round = 0; round < 200; round++)
        {
            Summary[] shuffled = [.. Enumerable.Range(0, 4).SelectMany(m => MergeFixture.Minute(4, m).OrderBy(_ => random.Next()))];
            var run = Numbered(1, shuffled);
            var records = RoutineMerger.Rewrite([.. run], FiveMs)!;
            foreach (var old in run.Where(r => r.Summary.Data is WindowData))
            {
                var minute = MergeFixture.FirstMinute((WindowData)old.Summary.Data);
                Assert.Single(records, r => r.Seq >= old.Seq && r.Summary.Subject == old.Summary.Subject && MergeFixture.MinutesOf((WindowData)r.Summary.Data).Contains(minute));
            }
        }
    }

    [Fact]
    public void A_run_ends_at_the_next_span_a_gap_or_an_acknowledged_position_and_is_not_begun_while_it_grows()
    {
        var records = Numbered(1, [.. Enumerable.Range(3, 5).Select(m => MergeFixture.Window(0, m))]);
        Assert.Equal(2, RoutineMerger.LengthOfRun(records, 0, FiveMs, NoBorders, mayGoOn: true));
        Assert.Equal(0, RoutineMerger.LengthOfRun(records, 2, FiveMs, NoBorders, mayGoOn: true));
        Assert.Equal(3, RoutineMerger.LengthOfRun(records, 2, FiveMs, NoBorders, mayGoOn: false));
        Assert.Equal(1, RoutineMerger.LengthOfRun(records, 0, FiveMs, [1UL], mayGoOn: true));
        Assert.Equal(2, RoutineMerger.LengthOfRun(records, 2, FiveMs, [4UL, 9UL], mayGoOn: true));
        records[1] = records[1] with { Summary = records[1].Summary with { Data = new GapData { Epoch = "E", Class = SummaryClass.Routine, Reason = "corrupt" } } };
        Assert.Equal(1, RoutineMerger.LengthOfRun(records, 0, FiveMs, NoBorders, mayGoOn: true));
        Assert.Equal(1, RoutineMerger.LengthOfRun(records, 1, FiveMs, NoBorders, mayGoOn: true));
    }

    [Fact]
    public void Windows_of_another_boot_or_that_are_long_enough_stay_apart()
    {
        var records = Numbered(1, [MergeFixture.Window(0, 0), MergeFixture.Window(0, 1)]);
        records[0] = records[0] with { Summary = records[0].Summary with { Made = records[0].Summary.Made with { Boot = 1 } } };
        Assert.Null(RoutineMerger.Rewrite([.. records], FiveMs));

        var long1 = MergeFixture.Window(0, 0);
        long1 = long1 with { Data = (WindowData)long1.Data with { ToMs = ((WindowData)long1.Data).FromMs + FiveMs } };
        Assert.Null(RoutineMerger.Rewrite([.. Numbered(1, [long1, MergeFixture.Window(0, 5)])], FiveMs));
        Assert.Single(RoutineMerger.Rewrite([.. Numbered(1, [long1, MergeFixture.Window(0, 5)])], 3 * FiveMs)!);
    }

    private static List<StoredSummary> Numbered(ulong first, IEnumerable<Summary> summaries) =>
        [.. summaries.Select((s, i) => new StoredSummary(first + (ulong)i, first + (ulong)i, s))];
}
