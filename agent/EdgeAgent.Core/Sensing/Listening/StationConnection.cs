using System.Net.Sockets;

namespace EdgeAgent.Core.Sensing.Listening;

/// <summary>One connection of a listener: the socket, what it is still to be sent, and its bounds. Belongs to the listener's thread.</summary>
internal sealed class StationConnection : IDisposable
{
    private const int UnsentCapacity = 8_192;

    private readonly Socket _socket;
    private readonly ListenLimits _limits;
    private readonly byte[] _unsent = new byte[UnsentCapacity];
    private readonly long _sinceNs;
    private long _frameNs;
    private long _frames;
    private long _bytes;
    private int _unsentLength;

    public StationConnection(Socket socket, string peer, IStationLink link, ListenLimits limits, long nowNs)
    {
        _socket = socket;
        _limits = limits;
        _sinceNs = nowNs;
        _frameNs = nowNs;
        Peer = peer;
        Link = link;
        Descriptor = (int)socket.Handle;
    }

    public string Peer { get; }

    public IStationLink Link { get; }

    public int Descriptor { get; }

    /// <summary>When its driver wants a step, ns.</summary>
    public long DeadlineNs { get; set; } = BusOutput.Never;

    public bool HasUnsent => _unsentLength > 0;

    /// <summary>When it is dropped unless a sound frame comes, ns.</summary>
    public long IdleAtNs => _frameNs + ((_frames == 0 ? _limits.FirstMs : _limits.IdleMs) * 1_000_000);

    /// <summary>True when it may be dropped for a newcomer.</summary>
    public bool MayGiveWay(long nowNs) => _frames == 0 && nowNs - _sinceNs >= _limits.GiveWayMs * 1_000_000;

    /// <summary>Reads what is there: the number of bytes, 0 for none now, -1 when the other side is gone.</summary>
    public int Read(Span<byte> buffer)
    {
        var count = _socket.Receive(buffer, SocketFlags.None, out var error);
        return error switch
        {
            SocketError.Success when count > 0 => count,
            SocketError.WouldBlock or SocketError.Interrupted => 0,
            _ => -1,
        };
    }

    /// <summary>True when too much came without a sound frame.</summary>
    public bool IsOversized => _bytes > _limits.BytesPerFrame;

    /// <summary>Counts what came in with a step, and looks whether there was a sound frame in it.</summary>
    public void Count(int bytes, long nowNs)
    {
        _bytes += bytes;
        if (Link.Frames != _frames)
        {
            _frames = Link.Frames;
            _frameNs = nowNs;
            _bytes = 0;
        }
    }

    /// <summary>Sends, or keeps what does not fit now; null, or why it must end.</summary>
    public LinkEnd? Send(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > UnsentCapacity - _unsentLength)
        {
            return LinkEnd.Unread;
        }

        bytes.CopyTo(_unsent.AsSpan(_unsentLength));
        _unsentLength += bytes.Length;
        return Flush();
    }

    /// <summary>Sends what was kept; null, or why it must end.</summary>
    public LinkEnd? Flush()
    {
        while (_unsentLength > 0)
        {
            var count = _socket.Send(_unsent.AsSpan(0, _unsentLength), SocketFlags.None, out var error);
            if (error is SocketError.WouldBlock or SocketError.Interrupted)
            {
                return null;
            }

            if (error != SocketError.Success || count <= 0)
            {
                return LinkEnd.Closed;
            }

            _unsent.AsSpan(count, _unsentLength - count).CopyTo(_unsent);
            _unsentLength -= count;
        }

        return null;
    }

    public void Dispose() => _socket.Dispose();
}
