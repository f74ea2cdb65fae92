using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Sensors.Lines;

/// <summary>Asks an instrument and reads its line; see <see cref="PollJob"/>.</summary>
internal sealed class LineJob : PollJob
{
    private readonly LineDevice _device;
    private readonly int _pointBase;
    private readonly bool _echo;
    private readonly LineCollector _collector;
    private readonly byte[] _line = new byte[LineCollector.MaxLine];
    private readonly LineValue[] _values = new LineValue[LinePattern.MaxFields];
    private int _length;
    private int _echoLeft;
    private int _strays;
    private long _overlong;
    private bool _hasBad;

    public LineJob(LineDevice device, int index, int pointBase, int terminator, bool echo)
        : base(index, [.. device.Points.Select(p => pointBase + p.Index)], device.IntervalMs)
    {
        _device = device;
        _pointBase = pointBase;
        _echo = echo;
        _collector = new LineCollector(terminator);
    }

    public override int ReplyLength => LineCollector.MaxLine;

    public override Quality Outcome => Quality.Good;

    public override bool HasBadFrame => _hasBad;

    public override int Strays => _strays;

    public override int Begin(Span<byte> frame)
    {
        _collector.Reset();
        _overlong = _collector.Overlong;
        _hasBad = false;
        _strays = 0;
        _echoLeft = _echo ? _device.Request.Length : 0;
        _device.Request.CopyTo(frame);
        return _device.Request.Length;
    }

    public override PollProgress Take(ReadOnlySpan<byte> bytes)
    {
        // Exactly what was sent is passed over; from the first byte that differs on it is no echo.
        while (_echoLeft > 0 && bytes.Length > 0)
        {
            if (bytes[0] != _device.Request[^_echoLeft])
            {
                _echoLeft = 0;
                break;
            }

            bytes = bytes[1..];
            _echoLeft--;
        }

        while (_collector.TryTake(ref bytes, out var line))
        {
            if (_device.Pattern.TryMatch(line, _device.Address, _values))
            {
                line.CopyTo(_line);
                _length = line.Length;
                _strays += bytes.Length;
                return PollProgress.Ended;
            }

            _hasBad = true;
            _strays += line.Length;
        }

        return PollProgress.Waiting;
    }

    public override Quality AtTimeout() =>
        _collector.Overlong > _overlong ? Quality.Overlong : _hasBad ? Quality.Malformed : _collector.Held > 0 ? Quality.Truncated : Quality.Timeout;

    public override void Deliver(long nowNs, List<Reading> readings) => LineValues.Deliver(_device, _line.AsSpan(0, _length), _values, _pointBase, nowNs, readings);
}
