using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Crash.Load;

/// <summary>One class of <see cref="LedgerCheck"/>.</summary>
/// <param name="buffer">The store, opened again.</param>
/// <param name="ledger">What was asked and confirmed.</param>
/// <param name="summaryClass">The class.</param>
/// <param name="batches">All batches that the store holds.</param>
/// <param name="where">For messages.</param>
internal sealed class ClassCheck(ISummaryBuffer buffer, Ledger ledger, SummaryClass summaryClass, List<Batch> batches, string where)
{
    private readonly List<StoredSummary> _records = BufferReading.All(buffer, summaryClass);
    private readonly Dictionary<Token, StoredSummary> _found = [];

    private ulong Head => buffer.Heads[summaryClass];

    // What was released or evicted has no number below this one.
    private ulong First => _records.Count == 0 ? Head + 1 : _records[0].FirstSeq;

    // Nobody knew the store yet: one that is told as lost was never used.
    private ulong Start => ledger.Start?[summaryClass] ?? (_records.Count > 0 && IsLostStore(_records[0]) ? 1UL : 0);

    public void Run(LedgerFigures figures)
    {
        var expected = Start + (ulong)batches.Sum(b => b.Tokens.Count(t => t.Class == summaryClass));
        Is(Head == expected, $"the newest number is {Head}; the batches in the store hold {expected}");
        Is(BufferReading.CoversExactly(_records, First, Head), $"the records do not tile {First}..{Head}");
        Is(First - 1 <= ledger.ReleasableOf(summaryClass), $"{First - 1} are gone; consumers have no more than {ledger.ReleasableOf(summaryClass)}");
        foreach (var record in _records)
        {
            Look(record);
        }

        CheckConfirmed();
        figures.Records += _records.Count;
        figures.Gaps += _records.Count(r => r.Summary.Data is GapData);
        figures.Merged += _records.Count(r => r.Summary.Data is WindowData { Merged: > 1 });
        figures.Released += First > 1 ? 1 : 0;
    }

    private void Look(in StoredSummary record)
    {
        if (IsLostStore(record))
        {
            Is(record.Seq <= Start, $"{record.Seq} tells of a lost store: {record.Summary.Data}");
            return;
        }

        if (record.Summary.Data is GapData gap)
        {
            // Only what the budget cost may be gone, and that goes from the front.
            Is(record.Seq == _records[0].Seq, $"a gap in the midst: {gap}");
            Is((gap.Epoch, gap.Class, gap.FirstSeq, gap.LastSeq, gap.Reason) == (buffer.Epoch, summaryClass, record.FirstSeq, record.Seq, "budget"), $"{record.FirstSeq}..{record.Seq} is told as {gap}");
            Is(gap.Count == record.Seq - record.FirstSeq + 1, $"{gap} counts wrongly");
            return;
        }

        foreach (var token in Token.In(record.Summary))
        {
            Is(_found.TryAdd(token, record), $"{token} is stored as {record.Seq} and as {_found[token].Seq}");
        }

        Is(record.Summary.Data is not WindowData window || window.Expected == Token.ExpectedOf(window), $"{record.Seq} counts other readings than its minutes have");
    }

    private void CheckConfirmed()
    {
        var gapEnd = _records.Count > 0 && _records[0].Summary.Data is GapData ? _records[0].Seq : First - 1;
        var asked = new HashSet<Token>();
        foreach (var batch in batches)
        {
            for (var i = 0; i < batch.Tokens.Length; i++)
            {
                asked.Add(batch.Tokens[i]);
                if (batch.Tokens[i].Class == summaryClass && batch.Seqs is not null)
                {
                    CheckAt(batch.Tokens[i], batch.Seqs[i], gapEnd);
                }
            }
        }

        foreach (var ((seenClass, seq), token) in ledger.Seen)
        {
            if (seenClass == summaryClass)
            {
                CheckAt(token, seq, gapEnd);
            }
        }

        Is(_found.Keys.All(asked.Contains), $"{_found.Keys.FirstOrDefault(t => !asked.Contains(t))} is stored in part of a batch, or was never asked");
        Is(gapEnd >= First || _found.Count == asked.Count(t => t.Class == summaryClass) || First > 1, "summaries are missing");
    }

    private void CheckAt(Token token, ulong seq, ulong gapEnd)
    {
        Is(seq <= Head, $"{token} was confirmed as {seq}; the newest is {Head}");
        if (seq <= gapEnd)
        {
            return;
        }

        Is(_found.TryGetValue(token, out var record), $"{token}, confirmed as {seq}, is missing");
        var isRight = token.Minute < 0 ? record.Seq == seq : record.Seq >= seq;
        Is(isRight, $"{token} was confirmed as {seq} and is {record.Seq}");
    }

    private static bool IsLostStore(in StoredSummary record) => record.Summary.Data is GapData { Reason: "storeLost" };

    private void Is(bool condition, string otherwise) => Assert.True(condition, $"{where}: class {summaryClass}: {otherwise}");
}
