namespace EdgeAgent.Sensors.Sl651;

/// <summary>Puts the packets of one message of a station together, in any order, with bounds. Buffers are made with the first packet; after that nothing is allocated.</summary>
internal sealed class PacketAssembly
{
    /// <summary>Most packets of a message.</summary>
    public const int MaxPackets = 64;

    /// <summary>Most bytes of all of them.</summary>
    public const int MaxBytes = 65_536;

    private const long LimitNs = 120_000_000_000;

    private readonly (int Start, int Length)[] _parts = new (int, int)[MaxPackets];
    private byte[]? _bytes;
    private byte[]? _whole;
    private byte _function;
    private int _total;
    private int _count;
    private int _used;
    private long _lastNs;

    public PacketAssembly()
    {
        Clear();
    }

    /// <summary>Messages that were given up because packets were missing or too many.</summary>
    public long GivenUp { get; private set; }

    /// <summary>Takes a packet; true when the message is whole: <paramref name="body"/> is valid until the next call.</summary>
    public bool TryTake(scoped in Sl651Message message, long nowNs, out ReadOnlySpan<byte> body)
    {
        body = default;
        if (_total > 0 && (_function != message.Function || _total != message.PacketTotal || nowNs - _lastNs > LimitNs))
        {
            GivenUp++;
            Clear();
        }

        if (message.PacketTotal > MaxPackets || message.PacketNumber < 1 || message.PacketNumber > message.PacketTotal || _used + message.Body.Length > MaxBytes)
        {
            GivenUp++;
            Clear();
            return false;
        }

        (_function, _total, _lastNs) = (message.Function, message.PacketTotal, nowNs);
        ref var part = ref _parts[message.PacketNumber - 1];
        if (part.Start < 0)
        {
            _bytes ??= new byte[MaxBytes];
            message.Body.CopyTo(_bytes.AsSpan(_used));
            part = (_used, message.Body.Length);
            _used += message.Body.Length;
            _count++;
        }

        if (_count < _total)
        {
            return false;
        }

        body = Join();
        Clear();
        return true;
    }

    private ReadOnlySpan<byte> Join()
    {
        _whole ??= new byte[MaxBytes];
        var at = 0;
        for (var i = 0; i < _total; i++)
        {
            _bytes.AsSpan(_parts[i].Start, _parts[i].Length).CopyTo(_whole.AsSpan(at));
            at += _parts[i].Length;
        }

        return _whole.AsSpan(0, at);
    }

    private void Clear()
    {
        Array.Fill(_parts, (-1, 0));
        _total = 0;
        _count = 0;
        _used = 0;
    }
}
