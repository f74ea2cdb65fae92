using System.Net;
using System.Net.Sockets;

namespace EdgeCtl.Simulate.Line;

/// <summary>A station that connects to a centre, and again two seconds after the connection was lost or refused.</summary>
internal sealed class TcpClientEndpoint(IPEndPoint centre, Func<SlaveBus> newBus) : IEndpoint
{
    private const long RetryNs = 2_000_000_000;
    private Socket? _connecting;
    private TcpStream? _stream;
    private long _retryNs;

    /// <inheritdoc/>
    public int File => _stream?.File ?? (_connecting is { } socket ? (int)socket.Handle : -1);

    /// <inheritdoc/>
    public short Events => _stream is null ? PtyNative.PollOut : PtyNative.PollIn;

    /// <inheritdoc/>
    public long DeadlineNs => _stream?.DeadlineNs ?? _retryNs;

    /// <inheritdoc/>
    public bool IsOver => false;

    /// <inheritdoc/>
    public void Serve(bool isReady, long nowNs)
    {
        if (_stream is { } stream)
        {
            stream.Serve(isReady, nowNs);
            if (stream.IsOver)
            {
                End(nowNs);
            }
        }
        else if (_connecting is null)
        {
            Begin(nowNs);
        }
        else if (isReady)
        {
            Finish(_connecting, nowNs);
        }
        else if (nowNs >= _retryNs)
        {
            End(nowNs);
        }
    }

    /// <inheritdoc/>
    public void EverySecond()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream?.Dispose();
        _connecting?.Dispose();
    }

    private void Begin(long nowNs)
    {
        _retryNs = nowNs + RetryNs;
        var socket = new Socket(centre.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        try
        {
            socket.Connect(centre);
            Finish(socket, nowNs);
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            _connecting = socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
        }
    }

    private void Finish(Socket socket, long nowNs)
    {
        _connecting = socket;
        if (socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is not 0)
        {
            End(nowNs);
            return;
        }

        _connecting = null;
        _stream = new TcpStream(socket, newBus());
        _stream.Serve(isReady: false, nowNs);
    }

    private void End(long nowNs)
    {
        Dispose();
        (_stream, _connecting) = (null, null);
        _retryNs = nowNs + RetryNs;
    }
}
