using System.Net.Sockets;

namespace EdgeCtl.Simulate.Line;

/// <summary>A connection and the line that lies behind it. Disposes of the socket.</summary>
internal sealed class TcpStream : IEndpoint
{
    private readonly byte[] _receive = new byte[4096];
    private readonly byte[] _send = new byte[SlaveBus.MaxFrame + 4096];
    private readonly Socket _socket;
    private readonly SlaveBus _bus;

    /// <summary>Takes a connected socket over.</summary>
    public TcpStream(Socket socket, SlaveBus bus)
    {
        (_socket, _bus) = (socket, bus);
        socket.Blocking = false;
        socket.NoDelay = true;
    }

    /// <inheritdoc/>
    public int File => (int)_socket.Handle;

    /// <inheritdoc/>
    public short Events => PtyNative.PollIn;

    /// <inheritdoc/>
    public long DeadlineNs { get; private set; }

    /// <inheritdoc/>
    public bool IsOver { get; private set; }

    /// <inheritdoc/>
    public void Serve(bool isReady, long nowNs)
    {
        var received = 0;
        if (isReady)
        {
            received = _socket.Receive(_receive, SocketFlags.None, out var error);
            IsOver = error is not (SocketError.Success or SocketError.WouldBlock) || (error == SocketError.Success && received == 0);
        }

        var sent = _bus.Step(_receive.AsSpan(0, received), nowNs, _send, out var deadlineNs);
        DeadlineNs = deadlineNs;
        if (sent > 0 && !IsOver)
        {
            // What a peer that does not read has no room for is lost, as on a line.
            _ = _socket.Send(_send.AsSpan(0, sent), SocketFlags.None, out var error);
            IsOver = error is not (SocketError.Success or SocketError.WouldBlock);
        }
    }

    /// <inheritdoc/>
    public void EverySecond()
    {
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
