using EdgeAgent.Core.Points;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>
/// Finds the reply to one request in a stream of bytes: by length and check sum, at any place, in any pieces. Pure; allocates nothing after it is made; one thread.
/// Bytes that cannot belong to the reply are passed over, so noise, an echo, and late replies of other units do no harm.
/// </summary>
public sealed class RtuReceiver
{
    private const int Capacity = 512;
    private const int MaxFrame = 256;
    private const int ExceptionLength = 5;
    private const int HeaderLength = 3;

    private readonly byte[] _bytes = new byte[Capacity];
    private readonly byte[] _sent = new byte[RtuRequest.Length];
    private RtuRequest _request;
    private bool _echo;
    private bool _echoSeen;
    private int _length;
    private long _received;
    private long _badFrameEnd;
    private int _frameStart;
    private Quality _misfit;
    private bool _sawWrongUnit;
    private bool _sawEcho;

    private enum Verdict
    {
        No,
        Later,
        Done,
    }

    /// <summary>How the transaction ended, once <see cref="Take"/> has answered true.</summary>
    public Quality Outcome { get; private set; }

    /// <summary>Exception code of the reply when <see cref="Outcome"/> is <see cref="Quality.Exception"/>.</summary>
    public byte ExceptionCode { get; private set; }

    /// <summary>Data bytes of the reply; valid until the next call when <see cref="Outcome"/> is good.</summary>
    public ReadOnlySpan<byte> Data => _bytes.AsSpan(_frameStart + HeaderLength, _request.ReplyBytes);

    /// <summary>True when something like the reply has come that is no good: nothing better is likely to follow.</summary>
    public bool HasBadFrame => _badFrameEnd > 0 || _misfit != Quality.Good;

    /// <summary>Bytes since <see cref="Begin"/> that belonged neither to the reply nor to an expected echo.</summary>
    public int Strays { get; private set; }

    /// <summary>Forgets everything and waits for the reply to <paramref name="request"/>; with <paramref name="echo"/> its own bytes are expected first.</summary>
    public void Begin(in RtuRequest request, bool echo)
    {
        _request = request;
        request.Write(_sent);
        _echo = echo;
        _echoSeen = false;
        _length = 0;
        _received = 0;
        _badFrameEnd = 0;
        _misfit = Quality.Good;
        Strays = 0;
        _sawWrongUnit = false;
        _sawEcho = false;
        Outcome = Quality.Timeout;
    }

    /// <summary>Takes bytes; true when the transaction has ended, well or badly: see <see cref="Outcome"/>.</summary>
    public bool Take(ReadOnlySpan<byte> bytes)
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

    /// <summary>What to call the transaction when its time is over without a reply.</summary>
    public Quality AtTimeout()
    {
        if (_misfit != Quality.Good)
        {
            return _misfit;
        }

        if (_badFrameEnd > 0)
        {
            return _received > _badFrameEnd ? Quality.Overlong : Quality.Crc;
        }

        if (_received > MaxFrame + RtuRequest.Length)
        {
            return Quality.Overlong;
        }

        if (HoldsBeginning())
        {
            return Quality.Truncated;
        }

        return _sawWrongUnit ? Quality.WrongUnit : Strays > 0 || _length > 0 || _sawEcho ? Quality.Malformed : Quality.Timeout;
    }

    private bool HoldsBeginning()
    {
        for (var i = 0; i < _length; i++)
        {
            if (_bytes[i] == _request.Unit && (i + 1 == _length || (_bytes[i + 1] & 0x7F) == (byte)_request.Area))
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
                _frameStart = at;
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
        var common = Math.Min(rest.Length, RtuRequest.Length);
        if (rest[..common].SequenceEqual(_sent.AsSpan(0, common)))
        {
            return JudgeEcho(rest, out skip);
        }

        if (rest[0] is 0 or > 247 || (rest.Length > 1 && !MayBeReply(rest)))
        {
            return Verdict.No;
        }

        return rest.Length < HeaderLength ? Verdict.Later : JudgeFrame(rest, out skip);
    }

    // Part of our own request may be the beginning of an echo: it is judged when it is whole or differs. A whole one is never taken for a reply.
    private Verdict JudgeEcho(ReadOnlySpan<byte> rest, out int skip)
    {
        skip = 1;
        if (rest.Length < RtuRequest.Length)
        {
            return Verdict.Later;
        }

        skip = RtuRequest.Length;
        if (!_echo)
        {
            _sawEcho = true;
        }
        else if (!_echoSeen)
        {
            _echoSeen = true;
            Strays -= RtuRequest.Length;
        }

        return Verdict.No;
    }

    // Replies to reads and exceptions are the only frames that a master may see whose length is known beforehand.
    private static bool MayBeReply(ReadOnlySpan<byte> rest) => (rest[1] & 0x7F) is >= 1 and <= 4;

    private Verdict JudgeFrame(ReadOnlySpan<byte> rest, out int skip)
    {
        skip = 1;
        var exception = (rest[1] & 0x80) != 0;
        var length = exception ? ExceptionLength : rest[2] + 5;
        if (length > MaxFrame)
        {
            return Verdict.No;
        }

        if (rest.Length < length)
        {
            return Verdict.Later;
        }

        var ours = rest[0] == _request.Unit && (rest[1] & 0x7F) == (byte)_request.Area;
        var expected = ours && (exception || rest[2] == _request.ReplyBytes);
        if (!ModbusCrc.Fits(rest[..length]))
        {
            _badFrameEnd = expected ? Math.Max(_badFrameEnd, _received - rest.Length + length) : _badFrameEnd;
            return Verdict.No;
        }

        skip = length;
        if (expected)
        {
            Outcome = exception ? Quality.Exception : Quality.Good;
            ExceptionCode = exception ? rest[2] : (byte)0;
            return Verdict.Done;
        }

        // The reply to an earlier request may come late: the right one may still follow.
        if (rest[0] != _request.Unit)
        {
            _sawWrongUnit = true;
        }
        else
        {
            _misfit = ours && !exception && rest[2] > _request.ReplyBytes ? Quality.Overlong : Quality.Malformed;
        }

        return Verdict.No;
    }
}
