using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Listening;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Sensors.Nmea;

/// <summary>
/// Listens to one satellite receiver; see <see cref="IBusDriver"/>. Several sentences tell the same: each point keeps to the one that it had first, until that is missing for 5 s. A sentence without a fix
/// gives invalid readings. Sentences with a wrong check sum end `crc` in the statistics.
/// </summary>
public sealed class NmeaDriver : IBusDriver
{
    private const long StickNs = 5_000_000_000;

    // Jitter of a receiver: what comes a little early still counts.
    private const int EarlyPercent = 20;

    private readonly NmeaReceiver _receiver;
    private readonly int _pointBase;
    private readonly SilenceWatch _watch;
    private readonly NmeaCollector _collector = new();
    private readonly NmeaItem[] _items = new NmeaItem[NmeaReader.MaxItems];
    private readonly long[] _lastNs;
    private readonly long[] _seenNs;
    private readonly uint[] _source;
    private long _stepNs;
    private long _fixNs = long.MinValue / 2;
    private long _timeNs = long.MinValue / 2;
    private uint _timeSource;

    /// <summary>Makes the driver; its points and its device are numbered from the two bases.</summary>
    public NmeaDriver(NmeaReceiver receiver, int pointBase, int deviceBase)
    {
        _receiver = receiver;
        _pointBase = pointBase;
        var count = receiver.Points.Count;
        _lastNs = new long[count];
        _seenNs = new long[count];
        _source = new uint[count];
        Array.Fill(_lastNs, long.MinValue / 2);
        Array.Fill(_seenNs, long.MinValue / 2);
        _watch = new SilenceWatch([new WatchedDevice(deviceBase, [.. Enumerable.Range(pointBase, count)], receiver.IntervalMs, receiver.SilenceMs)], Statistics);
    }

    /// <inheritdoc/>
    public BusStatistics Statistics { get; } = new();

    /// <inheritdoc/>
    public void Step(BusInput input, ReadOnlySpan<byte> bytes, in Now now, BusOutput output)
    {
        switch (input)
        {
            case BusInput.Opened or BusInput.Closed:
                _collector.Reset();
                _watch.Reason = input == BusInput.Closed ? Quality.PortGone : Quality.Timeout;
                break;
            case BusInput.Bytes:
                Receive(bytes, now.MonoNs, output);
                break;
        }

        _stepNs = now.MonoNs;
        _watch.Step(now.MonoNs, output);
        output.DeadlineNs = _watch.NextNs;
    }

    private void Receive(ReadOnlySpan<byte> bytes, long nowNs, BusOutput output)
    {
        Statistics.CountReceived(bytes.Length);
        var (strays, bad) = (_collector.Strays, _collector.Bad);
        for (var i = 0; i < bytes.Length; i++)
        {
            // A piece of several bytes began to come in earlier: as long ago as they take on the line, but not before the last step.
            var cameNs = Math.Max(_stepNs, nowNs - ((bytes.Length - i) * _receiver.CharacterNs));
            if (_collector.Take(bytes[i], cameNs))
            {
                Statistics.CountEnd(Quality.Good);
                _watch.Heard(0, nowNs, output);
                Take(NmeaSentence.Of(_collector.Sentence), nowNs, output);
                _collector.Done();
            }
        }

        Statistics.CountDiscarded(_collector.Strays - strays);
        for (; bad < _collector.Bad; bad++)
        {
            Statistics.CountEnd(Quality.Crc);
        }
    }

    private void Take(in NmeaSentence sentence, long nowNs, BusOutput output)
    {
        var count = NmeaReader.Read(sentence, _items);
        if (count <= 0)
        {
            return;
        }

        var items = _items.AsSpan(0, count);
        var source = ((uint)sentence.Name[0] << 16) | ((uint)sentence.Name[1] << 8) | sentence.Name[2];
        var hasFix = FixOf(items);
        if (hasFix == true)
        {
            _fixNs = nowNs;
        }

        foreach (ref readonly var item in items)
        {
            if (item.Quantity == NmeaQuantity.Time)
            {
                TakeTime(item, source, hasFix ?? nowNs - _fixNs <= StickNs, nowNs, output);
                continue;
            }

            for (var i = 0; i < _receiver.Points.Count; i++)
            {
                if (_receiver.Points[i] == item.Quantity)
                {
                    Put(i, item, source, hasFix != false, nowNs, output);
                }
            }
        }
    }

    // Whether the sentence says that there is a fix; null when it says nothing of it.
    private static bool? FixOf(ReadOnlySpan<NmeaItem> items)
    {
        foreach (ref readonly var item in items)
        {
            if (item.Quantity is NmeaQuantity.Valid or NmeaQuantity.Fix)
            {
                return item.Why == NmeaWhy.None && item.Value > 0;
            }
        }

        return null;
    }

    private void Put(int point, in NmeaItem item, uint source, bool hasFix, long nowNs, BusOutput output)
    {
        if (_source[point] != source && nowNs - _seenNs[point] <= StickNs)
        {
            return;
        }

        _source[point] = source;
        _seenNs[point] = nowNs;
        var intervalNs = _receiver.IntervalMs * 1_000_000;
        if (nowNs - _lastNs[point] < intervalNs - (intervalNs * EarlyPercent / 100))
        {
            return;
        }

        _lastNs[point] = nowNs;
        var needsFix = item.Quantity is not (NmeaQuantity.Fix or NmeaQuantity.Satellites);
        var isGood = item.Why == NmeaWhy.None && (hasFix || !needsFix);
        output.Readings.Add(new Reading(_pointBase + point, isGood ? Quality.Good : Quality.Invalid, isGood ? item.Value : double.NaN, nowNs));
    }

    private void TakeTime(in NmeaItem item, uint source, bool hasFix, long nowNs, BusOutput output)
    {
        if (!_receiver.TellsTime || !hasFix || item.Why != NmeaWhy.None || (source != _timeSource && nowNs - _timeNs <= StickNs))
        {
            return;
        }

        _timeSource = source;
        _timeNs = nowNs;
        output.Time = new TimeFix(_collector.StartNs - (_receiver.DelayMs * 1_000_000), (long)Math.Round(item.Value * 1000));
    }
}
