namespace EdgeAgent.Sensors.Hj212;

/// <summary>Puts the packets of one message of a station together, in any order, with bounds. The buffer is made with the first packet; after that nothing is allocated.</summary>
internal sealed class PacketAssembly
{
    /// <summary>Most packets of a message.</summary>
    public const int MaxPackets = 64;

    /// <summary>Most bytes of all of them.</summary>
    public const int MaxBytes = 32_768;

    private const long LimitNs = 120_000_000_000;

    private readonly (int Start, int Length)[] _parts = new (int, int)[MaxPackets];
    private byte[]? _bytes;
    private long _qn;
    private int _cn;
    private int _total;
    private int _count;
    private int _used;
    private long _lastNs;

    /// <summary>Messages that were given up because packets were missing or too many.</summary>
    public long GivenUp { get; private set; }

    /// <summary>True when all packets are there.</summary>
    public bool IsWhole => _total > 0 && _count == _total;

    /// <summary>How many packets the message has.</summary>
    public int Total => _total;

    /// <summary>A packet's CP, from 0.</summary>
    public ReadOnlySpan<byte> Part(int index) => _bytes.AsSpan(_parts[index].Start, _parts[index].Length);

    /// <summary>Takes a packet. One of another message begins anew; one that is there already changes nothing; one that does not fit ends the message.</summary>
    public void Take(in Hj212Message message, long qn, long nowNs)
    {
        if (_total > 0 && (_qn != qn || _cn != message.Cn || _total != message.PacketTotal || nowNs - _lastNs > LimitNs))
        {
            GivenUp++;
            Clear();
        }

        if (message.PacketTotal > MaxPackets || _used + message.Cp.Length > MaxBytes)
        {
            GivenUp++;
            Clear();
            return;
        }

        (_qn, _cn, _total, _lastNs) = (qn, message.Cn, message.PacketTotal, nowNs);
        ref var part = ref _parts[message.PacketNumber - 1];
        if (part.Start < 0)
        {
            _bytes ??= new byte[MaxBytes];
            message.Cp.CopyTo(_bytes.AsSpan(_used));
            part = (_used, message.Cp.Length);
            _used += message.Cp.Length;
            _count++;
        }
    }

    public void Clear()
    {
        Array.Fill(_parts, (-1, 0));
        _total = 0;
        _count = 0;
        _used = 0;
    }
}
