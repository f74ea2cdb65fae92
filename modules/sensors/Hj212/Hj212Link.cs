using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Listening;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Sensors.Hj212;

/// <summary>
/// One line or connection of HJ 212 stations; see <see cref="IStationLink"/>. In the statistics: a message that was taken ends good, a wrong check sum ends `crc`, a segment that cannot be read
/// `malformed`, an unknown station `wrongUnit`, a wrong password `exception`. Answers count as requests.
/// </summary>
internal sealed class Hj212Link : IStationLink
{
    private const int MaxAnswer = 512;

    private readonly Hj212Group _group;
    private readonly string _peer;
    private readonly Hj212Scanner _scanner;
    private readonly byte[] _answer = new byte[MaxAnswer];
    private long _badFrames;

    public Hj212Link(Hj212Group group, string peer)
    {
        _group = group;
        _peer = peer;
        _scanner = new Hj212Scanner(group.AllowsSwapped);
    }

    public BusStatistics Statistics => _group.Statistics;

    public long Frames { get; private set; }

    public void Step(BusInput input, ReadOnlySpan<byte> bytes, in Now now, BusOutput output)
    {
        if (input is BusInput.Opened or BusInput.Closed)
        {
            _scanner.Reset();
            return;
        }

        Statistics.CountReceived(bytes.Length);
        var strays = _scanner.Strays;
        while (bytes.Length > 0)
        {
            _scanner.Take(ref bytes);
            while (_scanner.TryNext(out var frame))
            {
                Take(Hj212Scanner.SegmentOf(frame), now, output);
            }
        }

        Statistics.CountDiscarded(_scanner.Strays - strays);
        for (; _badFrames < _scanner.BadFrames; _badFrames++)
        {
            Statistics.CountEnd(Quality.Crc);
        }
    }

    private void Take(ReadOnlySpan<byte> segment, in Now now, BusOutput output)
    {
        var isSwapped = _scanner.IsSwapped;
        if (!Hj212Message.TryParse(segment, out var message, out _))
        {
            Statistics.CountEnd(Quality.Malformed);
            return;
        }

        var index = _group.Find(message.Mn, _peer);
        if (index < 0)
        {
            Statistics.CountEnd(Quality.WrongUnit);
            return;
        }

        var station = _group.Station(index);
        if (isSwapped && !station.Device.IsSwapped)
        {
            Statistics.CountEnd(Quality.Crc);
            return;
        }

        if (!_group.Admits(index, message.Pw))
        {
            Statistics.CountEnd(Quality.Exception);
            return;
        }

        Frames++;
        Statistics.CountEnd(Quality.Good);
        _group.Watch.Heard(index, now.MonoNs, output);
        station.Take(message, now.MonoNs, output);
        if (message.WantsAnswer)
        {
            Answer(message, station.Device.IsSwapped, output);
        }
    }

    private void Answer(in Hj212Message message, bool isSwapped, BusOutput output)
    {
        var length = Hj212Answer.Write(_answer, message, _group.Edition, isSwapped);
        if (length > 0 && output.TryAddSend(_answer.AsSpan(0, length)))
        {
            Statistics.CountRequest(length, retry: false);
        }
    }
}
