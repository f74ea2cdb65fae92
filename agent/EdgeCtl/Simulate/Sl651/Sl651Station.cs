using System.Buffers.Binary;
using System.Globalization;
using EdgeCtl.Simulate.Checks;
using EdgeCtl.Simulate.Line;
using EdgeCtl.Simulate.Neighbourhood;

namespace EdgeCtl.Simulate.Sl651;

/// <summary>
/// A flood gauge that speaks SL 651-2014 first: a timed report (32) each so many seconds, an hour report (34) with series of rain and level on the hour, a sign of life (2F)
/// between. It wants its reports acknowledged and sends them again without; it answers a query for all (37). Not thread-safe.
/// </summary>
internal sealed class Sl651Station : Slave
{
    private const long RetryNs = 10_000_000_000;
    private const int HourS = 3600;
    private const int KeepAliveS = 40;
    private const byte KeepAlive = 0x2F;
    private const byte Timed = 0x32;
    private const byte Hour = 0x34;
    private const byte QueryAll = 0x37;
    private readonly Sl651Address _address;
    private readonly RiverModel _river;
    private readonly WallTime _time;
    private readonly int _everyS;
    private readonly int _packetBytes;
    private readonly PendingReports _pending = new(RetryNs);
    private ushort _serial;
    private long _timedNs;
    private long _hourNs;
    private long _keepAliveNs;

    /// <summary>Makes a station.</summary>
    /// <param name="address">Who it is.</param>
    /// <param name="river">What it measures.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="everyS">Time between two timed reports, s.</param>
    /// <param name="packetBytes">Longest body of a frame, bytes: a longer one goes in several packets; 0 for any.</param>
    /// <param name="baud">Baud rate; 0 for a network.</param>
    public Sl651Station(Sl651Address address, RiverModel river, WallTime time, int everyS, int packetBytes = 0, int baud = 0)
        : base(baud)
    {
        (_address, _river, _time, _everyS, _packetBytes) = (address, river, time, everyS, packetBytes);
        _keepAliveNs = KeepAliveS * 1_000_000_000L;
    }

    /// <inheritdoc/>
    public override long SpeaksAtNs => Math.Min(Math.Min(_pending.DueNs, _keepAliveNs), Math.Min(_timedNs, _hourNs));

    /// <inheritdoc/>
    public override Look Find(ReadOnlySpan<byte> received, bool isSilent) => Sl651Frame.Find(received);

    /// <inheritdoc/>
    public override Reply Answer(ReadOnlySpan<byte> request, long nowNs, Span<byte> frame)
    {
        var body = Sl651Frame.BodyOf(request);
        if (!request.Slice(2, _address.Station.Length).SequenceEqual(_address.Station) || body.Length < 2)
        {
            return default;
        }

        var function = request[10];
        var key = KeyOf(function, BinaryPrimitives.ReadUInt16BigEndian(body));
        if (function == QueryAll)
        {
            var answer = Sl651Frame.Up(_address, QueryAll, Present(nowNs).Bytes);
            answer.CopyTo(frame);
            return new Reply(ReplyKind.Normal, answer.Length);
        }

        if (request[^3] == Sl651Frame.Refused)
        {
            _pending.Again(key, nowNs);
            return new Reply(ReplyKind.Silent, 0);
        }

        return new Reply(_pending.Acknowledge(key) ? ReplyKind.Acknowledged : ReplyKind.Foreign, 0);
    }

    /// <inheritdoc/>
    public override Reply Speak(long nowNs, Span<byte> frame)
    {
        if (nowNs >= _timedNs)
        {
            Report(Timed, Present(nowNs), nowNs);
            _timedNs = _time.NextNs(nowNs, _everyS);
        }

        if (nowNs >= _hourNs)
        {
            Report(Hour, PastHour(nowNs), nowNs);
            _hourNs = _time.NextNs(nowNs, HourS);
        }

        if (nowNs >= _keepAliveNs && _pending.DueNs > nowNs)
        {
            _keepAliveNs = nowNs + (KeepAliveS * 1_000_000_000L);
            var sign = Sl651Frame.Up(_address, KeepAlive, new Sl651Body(++_serial, _time.At(nowNs)).Bytes);
            sign.CopyTo(frame);
            return new Reply(ReplyKind.Normal, sign.Length);
        }

        return _pending.Take(nowNs, frame, tail: 0);
    }

    /// <inheritdoc/>
    public override bool Readdress(Span<byte> frame)
    {
        // The first packet of several, or the whole.
        var length = Sl651Frame.Overhead + (BinaryPrimitives.ReadUInt16BigEndian(frame[11..]) & 0x0FFF);
        frame[7] = Bcd.Of(((frame[7] >> 4) * 10) + ((frame[7] & 15) == 9 ? 0 : (frame[7] & 15) + 1));
        Crc16.SealHighFirst(frame[..length]);
        return true;
    }

    private Sl651Body Present(long nowNs)
    {
        var now = _time.At(nowNs);
        return new Sl651Body(++_serial, now)
            .Observed(_address, now)
            .Element(0x20, 3, 1, _river.RainMm)
            .Element(0x26, 3, 1, _river.TotalRainMm)
            .Element(0x39, 4, 3, _river.LevelM)
            .Element(0x38, 2, 2, _river.BatteryV);
    }

    private Sl651Body PastHour(long nowNs)
    {
        var now = _time.At(nowNs);
        return new Sl651Body(++_serial, now)
            .Observed(_address, now.Date.AddHours(now.Hour))
            .RainSeries(_river.RainOfHour)
            .Element(0x26, 3, 1, _river.TotalRainMm)
            .LevelSeries(_river.LevelOfHour)
            .Element(0x38, 2, 2, _river.BatteryV);
    }

    private void Report(byte function, Sl651Body body, long nowNs)
    {
        var bytes = body.Bytes;
        if (_packetBytes == 0 || bytes.Length <= _packetBytes)
        {
            _pending.Add(KeyOf(function, _serial), Sl651Frame.Up(_address, function, bytes), nowNs);
            return;
        }

        var packets = (bytes.Length + _packetBytes - 1) / _packetBytes;
        var all = new List<byte>();
        for (var packet = 1; packet <= packets; packet++)
        {
            var from = (packet - 1) * _packetBytes;
            var end = packet == packets ? Sl651Frame.EndOfText : Sl651Frame.EndOfBlock;
            all.AddRange(Sl651Frame.Up(_address, function, bytes[from..Math.Min(from + _packetBytes, bytes.Length)], end, packet, packets));
        }

        _pending.Add(KeyOf(function, _serial), [.. all], nowNs);
    }

    private static string KeyOf(byte function, ushort serial) => string.Create(CultureInfo.InvariantCulture, $"{function}/{serial}");
}
