using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Listening;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Sensors.Lines;

/// <summary>Listens to instruments that speak by themselves on one line; see <see cref="IBusDriver"/>. In the statistics a line that fits no pattern ends `malformed`, one that is too long `overlong`.</summary>
public sealed class LineListener : IBusDriver
{
    private readonly IReadOnlyList<LineDevice> _devices;
    private readonly int _pointBase;
    private readonly LineCollector _collector;
    private readonly SilenceWatch _watch;
    private readonly LineValue[] _values = new LineValue[LinePattern.MaxFields];

    /// <summary>Makes the driver; points and devices are numbered from the two bases.</summary>
    public LineListener(IReadOnlyList<LineDevice> devices, int terminator, int pointBase, int deviceBase)
    {
        _devices = devices;
        _pointBase = pointBase;
        _collector = new LineCollector(terminator);
        _watch = new SilenceWatch(
            [.. devices.Select((d, i) => new WatchedDevice(deviceBase + i, [.. d.Points.Select(p => pointBase + p.Index)], d.IntervalMs, d.SilenceMs))], Statistics);
    }

    /// <inheritdoc/>
    public BusStatistics Statistics { get; } = new();

    /// <inheritdoc/>
    public void Step(BusInput input, ReadOnlySpan<byte> bytes, in Now now, BusOutput output)
    {
        if (input is BusInput.Opened or BusInput.Closed)
        {
            _collector.Reset();
            _watch.Reason = input == BusInput.Closed ? Quality.PortGone : Quality.Timeout;
        }

        Statistics.CountReceived(bytes.Length);
        var overlong = _collector.Overlong;
        while (_collector.TryTake(ref bytes, out var line))
        {
            Take(line, now.MonoNs, output);
        }

        for (; overlong < _collector.Overlong; overlong++)
        {
            Statistics.CountEnd(Quality.Overlong);
        }

        _watch.Step(now.MonoNs, output);
        output.DeadlineNs = _watch.NextNs;
    }

    private void Take(ReadOnlySpan<byte> line, long nowNs, BusOutput output)
    {
        for (var i = 0; i < _devices.Count; i++)
        {
            if (_devices[i].Pattern.TryMatch(line, _devices[i].Address, _values))
            {
                Statistics.CountEnd(Quality.Good);
                _watch.Heard(i, nowNs, output);
                LineValues.Deliver(_devices[i], line, _values, _pointBase, nowNs, output.Readings);
                return;
            }
        }

        Statistics.CountEnd(Quality.Malformed);
        Statistics.CountDiscarded(line.Length);
    }
}
