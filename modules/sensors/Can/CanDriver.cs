using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Sensors.Can;

/// <summary>
/// What frames say: readings by the signal table, one a point and poll interval at most (states at every change too), and devices that fall silent. Pure: time comes in.
/// Not thread-safe.
/// </summary>
internal sealed class CanDriver
{
    private readonly CanSource _source;
    private readonly int _pointBase;
    private readonly int _deviceBase;
    private readonly Dictionary<uint, int[]> _byId;
    private readonly long[] _readNs;
    private readonly long[] _dueNs;
    private readonly long[] _toldNs;
    private readonly double[] _last;
    private readonly long[] _seenNs;
    private readonly bool[] _lost;
    private bool _begun;
    private bool _open;

    public CanDriver(CanSource source, int pointBase, int deviceBase)
    {
        _source = source;
        _pointBase = pointBase;
        _deviceBase = deviceBase;
        _byId = source.Points.Select((p, i) => (p.Id, i)).GroupBy(p => p.Id).ToDictionary(g => g.Key, g => g.Select(p => p.i).ToArray());
        _readNs = new long[source.Points.Count];
        _dueNs = new long[source.Points.Count];
        _toldNs = new long[source.Points.Count];
        _last = [.. source.Points.Select(_ => double.NaN)];
        _seenNs = new long[source.SilenceMs.Count];
        _lost = new bool[source.SilenceMs.Count];
    }

    public BusStatistics Statistics { get; } = new();

    /// <summary>Identifiers to be let through.</summary>
    public IEnumerable<uint> Ids => _byId.Keys;

    /// <summary>The socket is open from now on, or gone.</summary>
    public void SetOpen(bool open, long nowNs)
    {
        Begin(nowNs);
        _open = open;
    }

    /// <summary>Takes a frame: its identifier with flags, its bytes filled up to eight, how many there were, and when it came.</summary>
    public void Take(uint id, ReadOnlySpan<byte> data, int length, long ns, List<Reading> readings, List<DeviceChange> changes)
    {
        if (!_byId.TryGetValue(id, out var points))
        {
            return;
        }

        Statistics.CountReceived(length);
        foreach (var index in points)
        {
            var point = _source.Points[index];
            var tooShort = length < Math.Max(point.Signal.Bytes, point.Selector?.Bytes ?? 0);

            // Another layout may be shorter than this point's: that is no fault.
            if (point.Selector is { } selector && length >= selector.Bytes && selector.RawOf(data) != point.SelectorValue)
            {
                See(point.Device, ns, changes);
                continue;
            }

            Take(index, point, tooShort ? double.NaN : (point.Signal.RawOf(data) * point.Scale) + point.Offset, ns, readings);
            See(point.Device, ns, changes);
        }
    }

    /// <summary>Tells what is silent. Answers when to step again at the latest, CLOCK_BOOTTIME ns.</summary>
    public long Step(long nowNs, List<Reading> readings, List<DeviceChange> changes)
    {
        Begin(nowNs);
        var nextNs = BusOutput.Never;
        for (var i = 0; i < _source.SilenceMs.Count; i++)
        {
            var lostNs = _seenNs[i] + (_source.SilenceMs[i] * 1_000_000);
            if (!_lost[i] && nowNs >= lostNs)
            {
                _lost[i] = true;
                Statistics.SetDevicesLost(_lost.Count(l => l));
                changes.Add(new DeviceChange(_deviceBase + i, true, _open ? Quality.Timeout : Quality.PortGone, nowNs, SinceNs(i)));
            }

            nextNs = _lost[i] ? nextNs : Math.Min(nextNs, lostNs);
        }

        for (var i = 0; i < _source.Points.Count; i++)
        {
            nextNs = Math.Min(nextNs, TellSilence(i, nowNs, readings));
        }

        return nextNs;
    }

    private void Begin(long nowNs)
    {
        if (!_begun)
        {
            _begun = true;
            Array.Fill(_seenNs, nowNs);
            Array.Fill(_toldNs, nowNs);
        }
    }

    private long SinceNs(int device)
    {
        var sinceNs = 0L;
        for (var i = 0; i < _source.Points.Count; i++)
        {
            sinceNs = _source.Points[i].Device == device ? Math.Max(sinceNs, _readNs[i]) : sinceNs;
        }

        return sinceNs;
    }

    // A point whose frames are as far apart as its interval has one bad reading for each that is missing, told half an interval late.
    private long TellSilence(int index, long nowNs, List<Reading> readings)
    {
        var intervalNs = _source.Points[index].PollMs * 1_000_000;
        var dueNs = _toldNs[index] + intervalNs + (intervalNs / 2);
        if (nowNs < dueNs)
        {
            return dueNs;
        }

        var quality = !_open ? Quality.PortGone : Quality.Timeout;
        Statistics.CountEnd(quality);
        readings.Add(new Reading(_pointBase + index, quality, double.NaN, nowNs));
        _toldNs[index] = nowNs - (intervalNs / 2);
        return _toldNs[index] + intervalNs + (intervalNs / 2);
    }

    private void Take(int index, CanPoint point, double value, long ns, List<Reading> readings)
    {
        // A twentieth early is in time, as senders are not that exact; the rhythm stays the interval's.
        var intervalNs = point.PollMs * 1_000_000;
        var isDue = ns >= _dueNs[index] - (intervalNs / 20);
        var changed = point.Discrete && !value.Equals(_last[index]);
        if (!isDue && !changed)
        {
            _toldNs[index] = Math.Max(_toldNs[index], ns);
            return;
        }

        if (isDue)
        {
            _dueNs[index] = (ns > _dueNs[index] + intervalNs ? ns : _dueNs[index]) + intervalNs;
        }

        var quality = double.IsFinite(value) ? Quality.Good : Quality.Truncated;
        _last[index] = value;
        _readNs[index] = ns;
        _toldNs[index] = Math.Max(_toldNs[index], ns);
        Statistics.CountEnd(quality);
        readings.Add(new Reading(_pointBase + index, quality, quality == Quality.Good ? value : double.NaN, ns));
    }

    private void See(int device, long ns, List<DeviceChange> changes)
    {
        var sinceNs = _seenNs[device];
        _seenNs[device] = Math.Max(sinceNs, ns);
        if (_lost[device])
        {
            _lost[device] = false;
            Statistics.SetDevicesLost(_lost.Count(l => l));
            changes.Add(new DeviceChange(_deviceBase + device, false, Quality.Timeout, ns, sinceNs));
        }
    }
}
