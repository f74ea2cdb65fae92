using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Crash.Load;

/// <summary>Compares a store that was opened again with what had been asked and confirmed. Throws where the buffer's promise is broken.</summary>
internal static class LedgerCheck
{
    /// <summary>Checks everything; answers what it met.</summary>
    public static LedgerFigures Run(ISummaryBuffer buffer, Ledger ledger, string where)
    {
        if (ledger.Epoch is not null)
        {
            Assert.True(buffer.Epoch == ledger.Epoch, $"{where}: the epoch was {ledger.Epoch} and is {buffer.Epoch}");
            Assert.True(Convert.ToHexString(buffer.Store.Key.Span) == ledger.Key, $"{where}: the key changed");
        }

        var applied = ledger.Lanes.ToDictionary(lane => lane, lane => LaneState.Read(buffer, lane));
        foreach (var (lane, count) in applied)
        {
            var (confirmed, asked) = (ledger.ConfirmedOf(lane), ledger.BatchesOf(lane).Count);
            Assert.True(count >= confirmed && count <= asked, $"{where}: lane {lane} has {count} batches; confirmed were {confirmed}, asked {asked}");
        }

        var stored = buffer.Consumers();
        Assert.True(ledger.Tables.Any(t => t.Matches(stored)), $"{where}: consumers are {string.Join("; ", stored)}; expected one of\n{string.Join('\n', ledger.Tables)}");
        var figures = new LedgerFigures();
        foreach (var summaryClass in SummaryClasses.All)
        {
            var batches = applied.SelectMany(a => ledger.BatchesOf(a.Key).Take(a.Value)).ToList();
            new ClassCheck(buffer, ledger, summaryClass, batches, where).Run(figures);
        }

        return figures;
    }

    /// <summary>Checks that storing works and that new numbers follow on the old ones.</summary>
    public static async Task GoOnAsync(ISummaryBuffer buffer, string where)
    {
        var heads = buffer.Heads;
        Summary[] summaries = [.. SummaryClasses.All.Select(c => TestSummaries.Event(c, long.MaxValue))];
        var result = await buffer.AppendAsync(summaries, [], CancellationToken.None);
        Assert.True(result.Stored, $"{where}: cannot store again: {result.Fault}");
        foreach (var summaryClass in SummaryClasses.All)
        {
            Assert.True(result.Seqs[(int)summaryClass] == heads[summaryClass] + 1, $"{where}: {summaryClass} goes on at {result.Seqs[(int)summaryClass]} after {heads[summaryClass]}");
        }
    }
}

/// <summary>What a check met, to be sure that it looked at something.</summary>
internal sealed class LedgerFigures
{
    public int Records { get; set; }

    public int Gaps { get; set; }

    public int Merged { get; set; }

    public int Released { get; set; }

    public void Add(LedgerFigures other)
    {
        Records += other.Records;
        Gaps += other.Gaps;
        Merged += other.Merged;
        Released += other.Released;
    }

    public override string ToString() => $"{Records} records, {Gaps} gaps, {Merged} merged windows, {Released} classes released in part";
}
