namespace EdgeCtl.Simulate.Line;

/// <summary>
/// What is on its way to the master: one answer that leaves at wire speed, and one that comes too late and waits for its moment. Pure; not thread-safe.
/// </summary>
internal sealed class SendQueue(SeededNoise noise)
{
    /// <summary>Most stray bytes before an answer.</summary>
    public const int MaxNoise = 8;

    /// <summary>Bytes handed over at once on a paced line: the trigger level of a 16550's receive buffer.</summary>
    private const int ChunkBytes = 14;

    private readonly byte[] _bytes = new byte[SlaveBus.MaxFrame + MaxNoise];
    private readonly byte[] _late = new byte[SlaveBus.MaxFrame + MaxNoise];
    private LineSpeed _speed;
    private LineSpeed _lateSpeed;
    private int _length;
    private int _sent;
    private int _baud;
    private long _nextNs;
    private int _lateLength;
    private int _lateBaud;
    private long _lateNs;

    /// <summary>True while an answer is on its way; one that is late does not count before its moment.</summary>
    public bool IsBusy => _length > 0;

    /// <summary>When to send next, ns.</summary>
    public long DueNs => _length > 0 ? _nextNs : _lateLength > 0 ? _lateNs : SlaveBus.Never;

    /// <summary>Puts an answer on the wire, whose first bit leaves at <paramref name="fromNs"/>. Only when not busy.</summary>
    public void Add(ReadOnlySpan<byte> frame, int noiseBytes, LineSpeed speed, int baud, long fromNs)
    {
        _length = Fill(_bytes, frame, noiseBytes);
        _sent = 0;
        _speed = speed;
        _baud = baud;
        _nextNs = fromNs + speed.TimeOfNs(Math.Min(ChunkBytes, _length));
    }

    /// <summary>Keeps an answer for a later moment; false when one waits already: this one then never comes.</summary>
    public bool TryAddLate(ReadOnlySpan<byte> frame, int noiseBytes, LineSpeed speed, int baud, long atNs)
    {
        if (_lateLength > 0)
        {
            return false;
        }

        _lateLength = Fill(_late, frame, noiseBytes);
        _lateSpeed = speed;
        _lateBaud = baud;
        _lateNs = atNs;
        return true;
    }

    /// <summary>Writes what is due; garbage when the master is set to another rate than the one who speaks.</summary>
    public int Send(long nowNs, int masterBaud, Span<byte> send)
    {
        if (_length == 0 && _lateLength > 0 && nowNs >= _lateNs)
        {
            var length = _lateLength;
            _lateLength = 0;
            Add(_late.AsSpan(0, length), 0, _lateSpeed, _lateBaud, nowNs);
        }

        var sent = 0;
        while (_length > 0 && sent < send.Length && (_speed.Baud == 0 || nowNs >= _nextNs))
        {
            var count = Math.Min(send.Length - sent, _speed.Baud == 0 ? _length - _sent : Math.Min(ChunkBytes, _length - _sent));
            _bytes.AsSpan(_sent, count).CopyTo(send[sent..]);
            if (masterBaud != 0 && _baud != 0 && _baud != masterBaud)
            {
                Garble(send.Slice(sent, count));
            }

            sent += count;
            _sent += count;
            _nextNs += _speed.TimeOfNs(Math.Min(ChunkBytes, _length - _sent));
            _length = _sent == _length ? 0 : _length;
        }

        return sent;
    }

    private int Fill(Span<byte> target, ReadOnlySpan<byte> frame, int noiseBytes)
    {
        for (var i = 0; i < noiseBytes; i++)
        {
            target[i] = (byte)noise.Below(256);
        }

        frame.CopyTo(target[noiseBytes..]);
        return noiseBytes + frame.Length;
    }

    private void Garble(Span<byte> bytes)
    {
        foreach (ref var value in bytes)
        {
            value ^= (byte)(1 + noise.Below(255));
        }
    }
}
