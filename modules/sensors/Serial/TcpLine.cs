using System.Net.Sockets;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Sensors.Serial;

/// <summary>A stream to a serial server, or to a device with a network port. A peer that vanished is noticed by keep-alive within 25 s, or 15 s after what was sent to it.</summary>
public sealed class TcpLine : IBusLine
{
    private const int KeepAliveIdleS = 10;
    private const int KeepAliveIntervalS = 5;
    private const int KeepAliveCount = 3;
    private const int ProtocolTcp = 6;
    private const int UserTimeout = 18;
    private const int UserTimeoutMs = 15_000;

    private readonly Socket _socket;
    private readonly byte[] _discarded = new byte[512];

    /// <summary>Takes over a connected socket.</summary>
    public TcpLine(Socket socket)
    {
        _socket = socket;
        Path = socket.RemoteEndPoint?.ToString() ?? "";
        socket.Blocking = false;
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveIdleS);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveIntervalS);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveCount);
        socket.SetRawSocketOption(ProtocolTcp, UserTimeout, BitConverter.GetBytes(UserTimeoutMs));
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public int Descriptor => (int)_socket.Handle;

    /// <inheritdoc/>
    public string GoneReason { get; private set; } = "";

    /// <inheritdoc/>
    public int Read(Span<byte> buffer)
    {
        var count = _socket.Receive(buffer, SocketFlags.None, out var error);
        return count > 0 ? count : Classify(error, "the server closed the connection");
    }

    /// <inheritdoc/>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        var count = _socket.Send(bytes, SocketFlags.None, out var error);
        return count > 0 ? count : Classify(error, "the connection takes nothing");
    }

    /// <inheritdoc/>
    public void DiscardInput()
    {
        // What is there now, and no more: a server that sends without end must not hold the thread.
        for (var left = _socket.Available; left > 0; left -= _discarded.Length)
        {
            if (_socket.Receive(_discarded.AsSpan(0, Math.Min(left, _discarded.Length)), SocketFlags.None, out _) <= 0)
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public bool Configure(SerialSettings settings) => true;

    /// <inheritdoc/>
    public void BeginSend()
    {
    }

    /// <inheritdoc/>
    public void EndSend()
    {
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private int Classify(SocketError error, string closed)
    {
        if (error is SocketError.WouldBlock or SocketError.Interrupted or SocketError.IOPending)
        {
            return IBusLine.WouldBlock;
        }

        GoneReason = error == SocketError.Success ? closed : error.ToString();
        return IBusLine.Gone;
    }
}
