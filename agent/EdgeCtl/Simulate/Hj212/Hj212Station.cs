using System.Globalization;
using System.Text;
using EdgeCtl.Simulate.Line;
using EdgeCtl.Simulate.Neighbourhood;

namespace EdgeCtl.Simulate.Hj212;

/// <summary>
/// An air station that speaks HJ 212-2017 first: real-time data each so many seconds, the last minute's each minute. It wants an acknowledgement (9014) of each and sends
/// again without one; it answers a request for real-time data (2011) with 9011 and the data. Not thread-safe.
/// </summary>
internal sealed class Hj212Station : Slave, IModel
{
    private const long RetryNs = 10_000_000_000;
    private const int MinuteS = 60;
    private const int TailBytes = 2;
    private const int RealTime = 2011;
    private const int Minute = 2051;
    private readonly string _mn;
    private readonly WallTime _time;
    private readonly int _everyS;
    private readonly AirFactor[] _factors;
    private readonly PendingReports _pending = new(RetryNs);
    private long _realTimeNs;
    private long _minuteNs;
    private DateTime _lastQn;

    /// <summary>Makes a station.</summary>
    /// <param name="mn">Its number (MN), up to 24 characters.</param>
    /// <param name="air">What it measures.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="everyS">Time between two real-time reports, s.</param>
    /// <param name="baud">Baud rate; 0 for a network.</param>
    public Hj212Station(string mn, AirModel air, WallTime time, int everyS, int baud = 0)
        : base(baud)
    {
        (_mn, _time, _everyS) = (mn, time, everyS);
        _factors =
        [
            new("a34004", 1, () => air.Pm25), new("a34002", 1, () => air.Pm10), new("a01001", 1, () => air.TemperatureCel), new("a01002", 1, () => air.HumidityPercent),
            new("a01006", 2, () => air.PressureKPa), new("a01007", 1, () => air.WindMPerS), new("a01008", 0, () => air.WindDeg), new("LA", 1, () => air.NoiseDb),
        ];
        _minuteNs = time.NextNs(0, MinuteS);
    }

    /// <inheritdoc/>
    public override bool IsText => true;

    /// <inheritdoc/>
    public override long SpeaksAtNs => Math.Min(_pending.DueNs, Math.Min(_realTimeNs, _minuteNs));

    /// <inheritdoc/>
    public void Step(int dtMs)
    {
        foreach (var factor in _factors)
        {
            factor.Sample();
        }
    }

    /// <inheritdoc/>
    public override Look Find(ReadOnlySpan<byte> received, bool isSilent) => Hj212Frame.Find(received);

    /// <inheritdoc/>
    public override Reply Answer(ReadOnlySpan<byte> request, long nowNs, Span<byte> frame)
    {
        var segment = Hj212Frame.SegmentOf(request);
        if (Hj212Frame.FieldOf(segment, "MN") != _mn)
        {
            return default;
        }

        var qn = Hj212Frame.FieldOf(segment, "QN");
        var command = Hj212Frame.FieldOf(segment, "CN");
        if (command is "9011" or "9012" or "9013" or "9014")
        {
            return new Reply(_pending.Acknowledge(qn) ? ReplyKind.Acknowledged : ReplyKind.Foreign, 0);
        }

        // 1 takes the request, 100 refuses it (HJ 212-2017, table 9).
        var isRealTime = command == "2011";
        _realTimeNs = isRealTime ? nowNs : _realTimeNs;
        var answer = Hj212Frame.Wrap($"QN={qn};ST=91;CN=9011;PW=123456;MN={_mn};Flag=4;CP=&&QnRtn={(isRealTime ? 1 : 100)}&&");
        answer.CopyTo(frame);
        return new Reply(isRealTime ? ReplyKind.Normal : ReplyKind.Exception, answer.Length, Tail: TailBytes);
    }

    /// <inheritdoc/>
    public override Reply Speak(long nowNs, Span<byte> frame)
    {
        if (nowNs >= _realTimeNs)
        {
            Report(RealTime, nowNs, _time.At(nowNs), factor => $"{factor.Code}-Rtd={factor.Now},{factor.Code}-Flag=N");
            _realTimeNs = _time.NextNs(nowNs, _everyS);
        }

        if (nowNs >= _minuteNs)
        {
            Report(Minute, nowNs, _time.At(_minuteNs).AddSeconds(-MinuteS), factor =>
            {
                var (min, mean, max) = factor.TakeMinute();
                return $"{factor.Code}-Min={min},{factor.Code}-Avg={mean},{factor.Code}-Max={max},{factor.Code}-Flag=N";
            });
            _minuteNs = _time.NextNs(nowNs, MinuteS);
        }

        return _pending.Take(nowNs, frame, TailBytes);
    }

    /// <inheritdoc/>
    public override bool Readdress(Span<byte> frame)
    {
        var segment = Hj212Frame.SegmentOf(frame);
        var other = _mn[..^1] + (_mn[^1] == '0' ? '1' : '0');
        Hj212Frame.Wrap(segment.Replace("MN=" + _mn, "MN=" + other, StringComparison.Ordinal)).CopyTo(frame);
        return true;
    }

    private void Report(int command, long nowNs, DateTime of, Func<AirFactor, string> show)
    {
        var qn = NextQn(nowNs).ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"QN={qn};ST=22;CN={command};PW=123456;MN={_mn};Flag=5;CP=&&DataTime={of:yyyyMMddHHmmss}");
        foreach (var factor in _factors)
        {
            text.Append(';').Append(show(factor));
        }

        _pending.Add(qn, Hj212Frame.Wrap(text.Append("&&").ToString()), nowNs);
    }

    // Two reports of one moment need two numbers.
    private DateTime NextQn(long nowNs)
    {
        var now = _time.At(nowNs);
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
        _lastQn = now > _lastQn ? now : _lastQn.AddMilliseconds(1);
        return _lastQn;
    }
}
