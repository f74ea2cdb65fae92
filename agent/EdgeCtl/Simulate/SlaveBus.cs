namespace EdgeCtl.Simulate;

/// <summary>
/// All slaves of one RTU bus. Pure: bytes and the time go in, bytes and the next deadline come out. A request ends by its length and check; silence only clears what
/// made no frame, or ends a request of a function whose length nobody can tell. Not thread-safe.
/// </summary>
internal sealed class SlaveBus
{
    /// <summary>No deadline.</summary>
    public const long Never = long.MaxValue;

    /// <summary>Bytes handed over at once on a paced line: the trigger level of a 16550's receive buffer.</summary>
    private const int ChunkBytes = 14;

    private const long MinSilenceNs = 2_000_000;
    private readonly RegisterMap?[] _slaves = new RegisterMap?[256];
    private readonly byte[] _received = new byte[2 * SlaveCodec.MaxFrame];
    private readonly byte[] _reply = new byte[SlaveCodec.MaxFrame];
    private readonly LineSpeed _speed;
    private readonly LineFaults _faults;
    private readonly SeededNoise _noise;
    private readonly long _silenceNs;
    private int _receivedLength;
    private int _replyLength;
    private int _replySent;
    private long _nextChunkNs;
    private long _lastByteNs;

    /// <summary>Makes a bus with nobody on it.</summary>
    public SlaveBus(LineSpeed speed, LineFaults faults, ulong seed)
    {
        _speed = speed;
        _faults = faults;
        _noise = new SeededNoise(seed);
        _silenceNs = Math.Max(MinSilenceNs, speed.TimeOfNs(4));
    }

    /// <summary>Counts since the start.</summary>
    public BusCounts Counts { get; } = new();

    /// <summary>Puts a slave on the bus, at an address 1..247 that is free.</summary>
    public void Add(int address, RegisterMap map)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(address, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(address, 247);
        _slaves[address] = _slaves[address] is null ? map : throw new ArgumentException($"address {address} is taken", nameof(address));
    }

    /// <summary>
    /// Takes bytes (none is fine) and writes what is due into <paramref name="send"/> (256 bytes hold anything); answers how many bytes that is.
    /// Call again at <paramref name="deadlineNs"/> or when bytes arrive.
    /// </summary>
    public int Step(ReadOnlySpan<byte> bytes, long nowNs, Span<byte> send, out long deadlineNs)
    {
        Take(bytes, nowNs);
        if (_replyLength == 0)
        {
            Frame(nowNs);
        }

        var sent = Send(nowNs, send);
        if (_replyLength == 0 && sent > 0)
        {
            Frame(nowNs);
        }

        deadlineNs = _replyLength > 0 ? _nextChunkNs : _receivedLength > 0 ? _lastByteNs + _silenceNs : Never;
        return sent;
    }

    private void Take(ReadOnlySpan<byte> bytes, long nowNs)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        if (_replyLength == 0 && _receivedLength > 0 && nowNs - _lastByteNs >= _silenceNs)
        {
            EndBySilence(nowNs);
        }

        _lastByteNs = nowNs;
        var room = _received.Length - _receivedLength;
        if (bytes.Length > room)
        {
            // More than two whole frames without an answer between: no master of ours; start afresh with the newest.
            Drop(_receivedLength);
            Counts.JunkBytes += Math.Max(0, bytes.Length - _received.Length);
            bytes = bytes[Math.Max(0, bytes.Length - _received.Length)..];
        }

        bytes.CopyTo(_received.AsSpan(_receivedLength));
        _receivedLength += bytes.Length;
    }

    private void Frame(long nowNs)
    {
        while (_replyLength == 0 && _receivedLength > 0)
        {
            var received = _received.AsSpan(0, _receivedLength);
            var length = SlaveCodec.LengthOf(received);
            if (length <= 0 || length > received.Length || !SlaveCodec.IsIntact(received[..length]))
            {
                break;
            }

            Serve(received[..length], nowNs);
            Consume(length);
        }

        if (_replyLength == 0 && _receivedLength > 0 && nowNs - _lastByteNs >= _silenceNs)
        {
            EndBySilence(nowNs);
        }
    }

    private void EndBySilence(long nowNs)
    {
        var received = _received.AsSpan(0, _receivedLength);
        if (SlaveCodec.LengthOf(received) < 0 && SlaveCodec.IsIntact(received))
        {
            Serve(received, nowNs);
            Consume(_receivedLength);
            return;
        }

        Drop(_receivedLength);
    }

    private void Serve(ReadOnlySpan<byte> request, long nowNs)
    {
        if (_slaves[request[0]] is not { } map)
        {
            Counts.Foreign++;
            return;
        }

        Counts.Requests++;
        if (_noise.Chance(_faults.TimeoutRate))
        {
            Counts.Timeouts++;
            return;
        }

        _replyLength = SlaveCodec.Answer(request, map, _reply, out var isException);
        _replySent = 0;
        Counts.Replies++;
        Counts.Exceptions += isException ? 1 : 0;
        if (_noise.Chance(_faults.CrcErrorRate))
        {
            Counts.CrcErrors++;
            _reply[_noise.Below(_replyLength)] ^= (byte)(1 << _noise.Below(8));
        }

        // The request's own bytes take their time on a real line; a pty brings them at once.
        _nextChunkNs = nowNs + _speed.TimeOfNs(request.Length) + _speed.TurnaroundNs + _speed.TimeOfNs(Math.Min(ChunkBytes, _replyLength));
    }

    private int Send(long nowNs, Span<byte> send)
    {
        var sent = 0;
        while (_replyLength > 0 && (_speed.Baud == 0 || nowNs >= _nextChunkNs))
        {
            var count = _speed.Baud == 0 ? _replyLength : Math.Min(ChunkBytes, _replyLength - _replySent);
            _reply.AsSpan(_replySent, count).CopyTo(send[sent..]);
            sent += count;
            _replySent += count;
            _nextChunkNs += _speed.TimeOfNs(Math.Min(ChunkBytes, _replyLength - _replySent));
            if (_replySent == _replyLength)
            {
                _replyLength = 0;
            }
        }

        return sent;
    }

    private void Drop(int count)
    {
        Counts.JunkBytes += count;
        Consume(count);
    }

    private void Consume(int count)
    {
        _received.AsSpan(count, _receivedLength - count).CopyTo(_received);
        _receivedLength -= count;
    }
}
