using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Departing;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>Reads what a stage wants from the buffer. One thread.</summary>
/// <param name="name">Name of the uplink.</param>
/// <param name="buffer">The buffer.</param>
/// <param name="epoch">Epoch of the stage's positions.</param>
/// <param name="stage">The stage.</param>
/// <param name="departures">Decides with which times summaries leave; null to leave them as they were made.</param>
internal sealed class FlowFeeder(string name, ISummaryBuffer buffer, string epoch, SparkplugStage stage, Departures? departures)
{
    private const int ReadBytes = 256 * 1024;
    private const int Remembered = 1_000;
    private readonly SparkplugFlow _flow = stage.Flow;
    private readonly BorderPump _borders = new(name, buffer, epoch);
    private readonly DepartureGate _gate = new(departures);
    private readonly List<StoredSummary> _records = new(RecordLane.ReadyLimit);
    private ulong? _border;

    /// <summary>Tells the stage the newest alarms and events, at most 1,000 of each, oldest first.</summary>
    public void Remember()
    {
        var heads = buffer.Heads;
        foreach (var summaryClass in (ReadOnlySpan<SummaryClass>)[SummaryClass.Alarm, SummaryClass.Event])
        {
            var after = heads[summaryClass] > Remembered ? heads[summaryClass] - Remembered : 0;
            if (buffer.Read(epoch, summaryClass, after, Remembered, ReadBytes * sizeof(int), _records))
            {
                stage.Remember(_records);
            }
        }
    }

    /// <summary>Fills each lane that is empty and that the store has something for.</summary>
    public void Fill(in Now now)
    {
        if (_borders.Turn(_flow.Border is { } border && border != _border ? [border] : null, now) is { } kept)
        {
            _border = kept[0];
        }

        var heads = buffer.Heads;
        foreach (var summaryClass in SummaryClasses.All)
        {
            Fill(summaryClass, isLive: true, heads, now);
            Fill(summaryClass, isLive: false, heads, now);
        }
    }

    private void Fill(SummaryClass summaryClass, bool isLive, in Positions heads, in Now now)
    {
        // What waited must not move into a window that has left: live routine begins when the store keeps them apart.
        if (isLive && summaryClass == SummaryClass.Routine && _flow.Border != null && _flow.Border != _border)
        {
            return;
        }

        if (_flow.Wants(summaryClass, isLive, heads) is not { } after || _gate.IsClosed(summaryClass, isLive, now) || !buffer.Read(epoch, summaryClass, after, RecordLane.ReadyLimit, ReadBytes, _records))
        {
            return;
        }

        if (_records.Count > 0)
        {
            _gate.Cut(epoch, summaryClass, isLive, _records, now);
            _flow.Offer(summaryClass, isLive, _records);
        }
        else if (buffer.Status() is var status && status.Epoch == epoch)
        {
            _flow.Released(summaryClass, isLive, SparkplugPosition.Floors(status)[summaryClass]);
        }
    }
}
