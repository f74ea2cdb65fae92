namespace EdgeAgent.Core.Sensing.Listening;

/// <summary>What became of a listener's connections. Written by its thread alone, read by any.</summary>
public sealed class ListenCounts
{
    private readonly long[] _ends = new long[Enum.GetValues<LinkEnd>().Length];
    private long _accepted;
    private int _open;

    /// <summary>Connections taken.</summary>
    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>Connections that are open now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Connections that ended for a reason.</summary>
    public long Ended(LinkEnd end) => Volatile.Read(ref _ends[(int)end]);

    internal void CountAccepted() => Volatile.Write(ref _accepted, _accepted + 1);

    internal void CountEnd(LinkEnd end) => Volatile.Write(ref _ends[(int)end], _ends[(int)end] + 1);

    internal void SetOpen(int count) => Volatile.Write(ref _open, count);
}

/// <summary>Why a connection ended.</summary>
public enum LinkEnd : byte
{
    /// <summary>The other side closed it, or the network did.</summary>
    Closed,

    /// <summary>No sound frame in time.</summary>
    Idle,

    /// <summary>Too many bytes without a sound frame.</summary>
    Oversized,

    /// <summary>It does not take what is sent to it.</summary>
    Unread,

    /// <summary>It gave way to a newcomer before it had sent anything sound.</summary>
    GaveWay,

    /// <summary>It was turned away: all connections are taken.</summary>
    Refused,

    /// <summary>Its driver failed: a programmer's error.</summary>
    Failed,
}
