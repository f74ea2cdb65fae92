using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>Reads what a flow wants from the buffer. One thread.</summary>
/// <param name="buffer">The buffer.</param>
/// <param name="epoch">Epoch of the flow's positions.</param>
/// <param name="flow">The flow.</param>
internal sealed class FlowFeeder(ISummaryBuffer buffer, string epoch, SparkplugFlow flow)
{
    private const int ReadBytes = 256 * 1024;
    private readonly List<StoredSummary> _records = new(RecordLane.ReadyLimit);

    /// <summary>Fills each lane that is empty and that the store has something for.</summary>
    public void Fill()
    {
        var heads = buffer.Heads;
        foreach (var summaryClass in SummaryClasses.All)
        {
            Fill(summaryClass, isLive: true, heads);
            Fill(summaryClass, isLive: false, heads);
        }
    }

    private void Fill(SummaryClass summaryClass, bool isLive, in Positions heads)
    {
        if (flow.Wants(summaryClass, isLive, heads) is not { } after || !buffer.Read(epoch, summaryClass, after, RecordLane.ReadyLimit, ReadBytes, _records))
        {
            return;
        }

        if (_records.Count > 0)
        {
            flow.Offer(summaryClass, isLive, _records);
        }
        else if (buffer.Status() is var status && status.Epoch == epoch)
        {
            flow.Released(summaryClass, isLive, SparkplugPosition.Floors(status)[summaryClass]);
        }
    }
}
