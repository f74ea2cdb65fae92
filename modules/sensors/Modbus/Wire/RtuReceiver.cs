using EdgeAgent.Core.Points;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>RTU framing (Modbus over Serial Line 1.02, 2.5.1): frames are found by length and check sum, at any place; silence is not needed.</summary>
public sealed class RtuReceiver : ModbusReceiver
{
    private const int Capacity = 512;
    private const int MaxFrame = 256;
    private const int ExceptionLength = 5;
    private const int HeaderLength = 3;
    private const int CrcLength = 2;

    private readonly byte[] _bytes = new byte[Capacity];
    private readonly byte[] _sent = new byte[ModbusRequest.MaxLength + HeaderLength];
    private int _sentLength;
    private bool _echoSeen;
    private int _length;
    private long _received;
    private long _badFrameEnd;
    private bool _sawEcho;

    private enum Verdict
    {
        No,
        Later,
        Done,
    }

    /// <inheritdoc/>
    public override bool HasBadFrame => _badFrameEnd > 0 || Misfit != Quality.Good;

    /// <inheritdoc/>
    public override int FrameLength(int pdu) => pdu + HeaderLength;

    /// <inheritdoc/>
    public override bool Take(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var count = Math.Min(bytes.Length, Capacity - _length);
            bytes[..count].CopyTo(_bytes.AsSpan(_length));
            bytes = bytes[count..];
            _length += count;
            _received += count;
            if (Scan())
            {
                Strays += bytes.Length;
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override Quality AtTimeout()
    {
        if (Misfit != Quality.Good)
        {
            return Misfit;
        }

        if (_badFrameEnd > 0)
        {
            return _received > _badFrameEnd ? Quality.Overlong : Quality.Crc;
        }

        if (_received > MaxFrame + _sentLength)
        {
            return Quality.Overlong;
        }

        if (HoldsBeginning())
        {
            return Quality.Truncated;
        }

        return SawWrongUnit ? Quality.WrongUnit : Strays > 0 || _length > 0 || _sawEcho ? Quality.Malformed : Quality.Timeout;
    }

    /// <inheritdoc/>
    protected override int Write(Span<byte> frame)
    {
        frame[0] = Request.Unit;
        _sentLength = Request.Write(frame[1..]) + HeaderLength;
        ModbusCrc.Seal(frame[.._sentLength]);
        frame[.._sentLength].CopyTo(_sent);
        _echoSeen = false;
        _length = 0;
        _received = 0;
        _badFrameEnd = 0;
        _sawEcho = false;
        return _sentLength;
    }

    private bool HoldsBeginning()
    {
        for (var i = 0; i < _length; i++)
        {
            if (_bytes[i] == Request.Unit && (i + 1 == _length || (_bytes[i + 1] & 0x7F) == (byte)Request.Function))
            {
                return true;
            }
        }

        return false;
    }

    private bool Scan()
    {
        var keep = -1;
        var at = 0;
        while (at < _length)
        {
            var verdict = Judge(at, out var skip);
            if (verdict == Verdict.Done)
            {
                Strays += _length - skip;
                return true;
            }

            if (verdict == Verdict.Later && keep < 0)
            {
                keep = at;
            }

            at += verdict == Verdict.Later ? 1 : skip;
        }

        Compact(keep < 0 ? _length : keep);
        return false;
    }

    // Drops what is judged. A buffer full of what might still become a frame cannot happen: each candidate is shorter than half of it.
    private void Compact(int from)
    {
        if (from > 0)
        {
            Strays += from;
            _bytes.AsSpan(from, _length - from).CopyTo(_bytes);
            _length -= from;
        }
    }

    private Verdict Judge(int at, out int skip)
    {
        skip = 1;
        var rest = _bytes.AsSpan(at, _length - at);
        var common = Math.Min(rest.Length, _sentLength);
        if (MayBeEcho && rest[..common].SequenceEqual(_sent.AsSpan(0, common)))
        {
            return JudgeEcho(rest, out skip);
        }

        if (rest[0] is 0 or > 247 || (rest.Length > 1 && !IsKnown(rest[1])))
        {
            return Verdict.No;
        }

        return rest.Length < HeaderLength ? Verdict.Later : JudgeFrame(rest, out skip);
    }

    // The reply to some writes is the request itself: then only the first copy is an echo, and only where one is expected.
    private bool MayBeEcho => (Echo && !_echoSeen) || Request.IsRead || Request.Function is ModbusFunction.WriteCoils or ModbusFunction.WriteRegisters;

    // Part of our own request may be the beginning of an echo: it is judged when it is whole or differs. A whole one is never taken for a reply.
    private Verdict JudgeEcho(ReadOnlySpan<byte> rest, out int skip)
    {
        skip = 1;
        if (rest.Length < _sentLength)
        {
            return Verdict.Later;
        }

        skip = _sentLength;
        if (!Echo)
        {
            _sawEcho = true;
        }
        else if (!_echoSeen)
        {
            _echoSeen = true;
            Strays -= _sentLength;
        }

        return Verdict.No;
    }

    // Replies are the only frames that a master may see whose length is known beforehand.
    private static bool IsKnown(byte function) => (function & 0x7F) is (>= 1 and <= 6) or 15 or 16 or 22 or 23;

    private static int LengthOf(ReadOnlySpan<byte> rest) => rest[1] switch
    {
        >= 0x80 => ExceptionLength,
        (>= 1 and <= 4) or 23 => rest[2] + HeaderLength + CrcLength,
        22 => 10,
        _ => 8,
    };

    private Verdict JudgeFrame(ReadOnlySpan<byte> rest, out int skip)
    {
        skip = 1;
        var length = LengthOf(rest);
        if (length > MaxFrame)
        {
            return Verdict.No;
        }

        if (rest.Length < length)
        {
            return Verdict.Later;
        }

        var pdu = rest[1..(length - CrcLength)];
        if (!ModbusCrc.Fits(rest[..length]))
        {
            _badFrameEnd = IsExpected(rest[0], pdu) ? Math.Max(_badFrameEnd, _received - rest.Length + length) : _badFrameEnd;
            return Verdict.No;
        }

        skip = length;
        return Accept(rest[0], pdu) ? Verdict.Done : Verdict.No;
    }
}
