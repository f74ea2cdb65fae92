using System.Text;
using EdgeAgent.Core.Wire;
using EdgeCtl.Pull;
using EdgeCtl.Pull.Files;

namespace EdgeCtl.Tests.Pull;

/// <summary>What is taken of a page, and what counts as a hole.</summary>
public sealed class LedgerTests
{
    private readonly Ledger _ledger = new("gw-1");

    [Fact]
    public void Only_what_is_beyond_the_last_number_is_taken()
    {
        Assert.Equal(3, Take([0, 0, 0, 0], 1, 2, 3).Fresh.Count);
        var again = Take(null, 2, 3, 4);
        Assert.Equal([4L], again.Fresh.Select(i => i.Seq));
        Assert.Empty(again.Holes);
        Assert.False(Take(null).IsChange);
    }

    [Fact]
    public void A_number_that_does_not_come_is_a_hole_also_at_the_very_beginning()
    {
        var first = Take([0, 2, 0, 0], 5, 6, 9);
        Assert.Equal([(3L, 4L), (7L, 8L)], first.Holes.Select(h => (h.FirstSeq, h.LastSeq)));
        Assert.Equal(4, _ledger[ScriptedGateway.Epoch, SummaryClass.Event].Unexplained);
        Assert.Equal(11, _ledger[ScriptedGateway.Epoch, SummaryClass.Event].Behind);
    }

    [Fact]
    public void A_gap_is_no_hole_and_one_over_what_came_before_counts_what_is_new_alone()
    {
        Take([0, 0, 0, 0], 1, 2, 3);
        var page = Page($"{Gap(2, 8)}");
        var intake = _ledger.Take(page, ClassSet.All, null);
        _ledger.Apply(intake);
        Assert.Empty(intake.Holes);
        Assert.Equal(5, _ledger[ScriptedGateway.Epoch, SummaryClass.Event].Announced);
        Assert.Equal(8, _ledger[ScriptedGateway.Epoch, SummaryClass.Event].Last);
    }

    [Fact]
    public void A_class_that_was_not_asked_for_before_begins_with_what_comes()
    {
        var alarms = _ledger.Take(Page(""), ClassSet.Alarm, [0, 0, 0, 0]);
        _ledger.Apply(alarms);
        Assert.Empty(Take(null, 7, 8).Holes);
        Assert.Equal(6, _ledger[ScriptedGateway.Epoch, SummaryClass.Event].Start);
    }

    [Fact]
    public void A_tail_without_a_cursor_asks_for_its_start_again()
    {
        _ledger.TakeTail(Page(ScriptedGateway.Item(4)).Items[0]);
        _ledger.TakeTail(Page(ScriptedGateway.Item(5)).Items[0]);
        Assert.True(_ledger.NeedsStart(ScriptedGateway.Epoch));
        Assert.Empty(Take([0, 3, 0, 0], 4, 5, 6).Holes);
        Assert.False(_ledger.NeedsStart(ScriptedGateway.Epoch));
        Assert.Equal(3, _ledger[ScriptedGateway.Epoch, SummaryClass.Event].Start);
        Assert.Equal(4, _ledger[ScriptedGateway.Epoch, SummaryClass.Event].First);
    }

    [Fact]
    public void Epochs_are_bounded()
    {
        for (var i = 0; i < Ledger.MaxEpochs + 10; i++)
        {
            _ledger.Set($"EPOCH{i:D8}", SummaryClass.Alarm, new StreamState { Last = i });
        }

        Assert.Equal(Ledger.MaxEpochs, _ledger.Epochs.Count);
        Assert.Equal($"EPOCH{Ledger.MaxEpochs + 9:D8}", _ledger.Epoch);
        Assert.Equal(0, _ledger["EPOCH00000001", SummaryClass.Alarm].Last);
    }

    [Fact]
    public void What_the_cursor_file_holds_is_read_back()
    {
        Take([0, 0, 0, 0], 1, 2, 5);
        var bytes = new FolderCursor("2026-01-01-000001.ndjson", 4711).Write(_ledger);
        var back = new Ledger("gw-1");
        var cursor = FolderCursor.Read(bytes, back, out var fault);
        Assert.Equal("", fault);
        Assert.Equal(new FolderCursor("2026-01-01-000001.ndjson", 4711), cursor);
        Assert.Equal(_ledger.Cursor, back.Cursor);
        Assert.Equal(_ledger.Classes, back.Classes);
        Assert.All(SummaryClasses.All, c => Assert.Equal(_ledger[ScriptedGateway.Epoch, c], back[ScriptedGateway.Epoch, c]));
        for (var length = 0; length < bytes.Length - 1; length++)
        {
            Assert.Null(FolderCursor.Read(bytes.AsMemory(0, length), new Ledger("gw-1"), out _));
        }

        Assert.Null(FolderCursor.Read(bytes, new Ledger("gw-2"), out _));
    }

    [Fact]
    public void A_damaged_page_never_throws_and_is_never_taken_for_another_gateways()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var good = Encoding.UTF8.GetBytes(ScriptedGateway.Page($"{ScriptedGateway.Item(1)},{ScriptedGateway.Item(2)},{Gap(3, 5)}"));
        Assert.NotNull(PageReader.Read(good, "gw-1", ClassSet.All, 10, out _));
        var refused = 0;
        for (var i = 0; i < 30_000; i++)
        {
            var bytes = good[..(random.Next(4) == 0 ? random.Next(good.Length) : good.Length)];
            for (var n = random.Next(1, 4); n > 0 && bytes.Length > 0; n--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var page = PageReader.Read(bytes, "gw-1", ClassSet.All, 10, out var fault);
            refused += page is null ? 1 : 0;
            Assert.Equal(page is null, fault.Length > 0);
            Assert.All(page?.Items ?? [], item => Assert.StartsWith($"gw-1/{page!.Epoch}/", item.Id, StringComparison.Ordinal));
        }

        Assert.InRange(refused, 10_000, 30_000);
    }

    private Intake Take(IReadOnlyList<long>? starts, params int[] numbers)
    {
        var intake = _ledger.Take(Page(string.Join(',', numbers.Select(n => ScriptedGateway.Item(n)))), ClassSet.All, starts);
        _ledger.Apply(intake);
        return intake;
    }

    private static PulledPage Page(string items)
    {
        var json = Encoding.UTF8.GetBytes(ScriptedGateway.Page(items, head: "\"alarm\":20,\"event\":20,\"routine\":20,\"bulk\":20"));
        return PageReader.Read(json, "gw-1", ClassSet.All, 100, out var fault) ?? throw new InvalidOperationException(fault);
    }

    private static string Gap(int first, int last) => ScriptedGateway.Item(last)
        .Replace("edge.event.v1", "edge.gap.v1", StringComparison.Ordinal)
        .Replace($"\"n\":{last}", $"\"epoch\":\"{ScriptedGateway.Epoch}\",\"class\":\"event\",\"firstSeq\":{first},\"lastSeq\":{last},\"count\":{last - first + 1},\"from\":null,\"to\":null,\"reason\":\"budget\"", StringComparison.Ordinal);
}
