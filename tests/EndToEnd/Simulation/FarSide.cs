using EdgeAgent.Core.Wire;

namespace EdgeAgent.Tests.EndToEnd.Simulation;

/// <summary>What one reader of the gateway has received, by epoch and class, and what it must have received. Throws where the promise is broken.</summary>
internal sealed class FarSide(string name, SimTrace trace)
{
    private readonly Dictionary<(string Epoch, SummaryClass Class), FarStream> _streams = [];

    /// <summary>Stores that a gap has told of as lost.</summary>
    public HashSet<string> Lost { get; } = [];

    public long Received { get; private set; }

    public long Gaps { get; private set; }

    public long Merged { get; private set; }

    /// <summary>Takes a summary, perhaps not for the first time.</summary>
    public void Take(string epoch, in StoredSummary record)
    {
        Received++;
        Gaps += record.Summary.Data is GapData ? 1 : 0;
        Merged += record.Summary.Data is WindowData { Merged: > 1 } ? 1 : 0;
        if (record.Summary.Data is GapData { Reason: "storeLost" } gap)
        {
            Lost.Add(gap.Epoch);
        }

        trace.Add(name, epoch, record);
        StreamOf(epoch, record.Summary.Class).Take(record);
    }

    /// <summary>The buffer confirmed a summary.</summary>
    public void Expect(string epoch, SummaryClass summaryClass, ulong seq, Summary summary) => StreamOf(epoch, summaryClass).Expect(seq, summary);

    /// <summary>It is told nothing of numbers up to here: they were released before it came.</summary>
    public void StartAfter(string epoch, SummaryClass summaryClass, ulong seq) => StreamOf(epoch, summaryClass).StartAfter(seq);

    /// <summary>Every number up to here has been received, or told as missing.</summary>
    public ulong CoveredOf(string epoch, SummaryClass summaryClass) => StreamOf(epoch, summaryClass).Covered;

    /// <summary>Checks that all that was confirmed in an epoch, as far as this reader got, has come.</summary>
    public void Finish(string epoch)
    {
        foreach (var stream in _streams.Where(s => s.Key.Epoch == epoch))
        {
            stream.Value.Finish();
        }
    }

    public override string ToString() => $"{Received} received, {Gaps} gaps, {Merged} merged windows";

    private FarStream StreamOf(string epoch, SummaryClass summaryClass)
    {
        if (!_streams.TryGetValue((epoch, summaryClass), out var stream))
        {
            _streams[(epoch, summaryClass)] = stream = new FarStream($"{name}, {SummaryClasses.NameOf(summaryClass)} of {epoch}");
        }

        return stream;
    }
}
