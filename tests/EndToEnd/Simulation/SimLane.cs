using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using EdgeAgent.Pipeline;
using EdgeAgent.Pipeline.Hosting;

namespace EdgeAgent.Tests.EndToEnd.Simulation;

/// <summary>The arrow from the data path to the buffer, for one thread: what cannot be stored waits, and when too much waits the oldest goes and is told as a gap.</summary>
internal sealed class SimLane(SimGateway gateway)
{
    private const int Capacity = 1_500;
    private readonly LinkedList<StoreBatch> _waiting = new();
    private readonly ulong[] _lost = new ulong[SummaryClasses.Count];
    private int _summaries;

    public void Add(StageOutput output, Func<byte[]> eventState)
    {
        if (output.Summaries.Count > 0 || output.EventStateChanged)
        {
            _waiting.AddLast(new StoreBatch([.. output.Summaries], output.EventStateChanged ? [new StatePut(DataPath.EventStateKey, eventState())] : []));
            _summaries += output.Summaries.Count;
            output.Clear();
        }

        while (_summaries > Capacity && _waiting.Count > 1)
        {
            foreach (var summary in _waiting.First!.Value.Summaries)
            {
                _lost[(int)summary.Class]++;
            }

            _summaries -= _waiting.First.Value.Summaries.Count;
            _waiting.RemoveFirst();
        }
    }

    /// <summary>Stores what waits; false when the buffer denied it.</summary>
    public bool Store()
    {
        while (_waiting.First is { } node)
        {
            var epoch = gateway.Buffer.Epoch;
            var gaps = Gaps(epoch);
            var result = gateway.Wait(gateway.Buffer.AppendAsync([.. gaps, .. node.Value.Summaries], node.Value.State, CancellationToken.None).AsTask());
            if (!result.Stored)
            {
                return false;
            }

            Array.Clear(_lost);
            _summaries -= node.Value.Summaries.Count;
            _waiting.RemoveFirst();
            for (var i = 0; i < node.Value.Summaries.Count; i++)
            {
                gateway.Confirmed(gateway.Buffer.Epoch, result.Seqs[gaps.Count + i], node.Value.Summaries[i]);
            }
        }

        return true;
    }

    private List<Summary> Gaps(string epoch)
    {
        var gaps = new List<Summary>();
        foreach (var summaryClass in SummaryClasses.All)
        {
            if (_lost[(int)summaryClass] is > 0 and var count)
            {
                gaps.Add(new Summary
                {
                    Type = SummaryType.Gap,
                    Class = summaryClass,
                    Made = Core.Time.Stamp.At(gateway.Clock.Read(), gateway.Clock.Boot),
                    Data = new GapData { Epoch = epoch, Class = summaryClass, Count = count, Reason = "notStored" },
                });
            }
        }

        return gaps;
    }
}
