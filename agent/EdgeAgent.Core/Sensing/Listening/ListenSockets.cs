using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.Core.Sensing.Listening;

/// <summary>The listening sockets of one source. Belongs to the listener's thread; <see cref="Bound"/> may be read from others.</summary>
internal sealed class ListenSockets(IReadOnlyList<IPEndPoint> addresses)
{
    private const int Backlog = 64;
    private const int KeepAliveSeconds = 60;

    private readonly List<Socket> _sockets = [];

    public IReadOnlyList<IPEndPoint> Bound { get; private set; } = [];

    public int Count => _sockets.Count;

    public int Descriptor(int index) => (int)_sockets[index].Handle;

    /// <summary>Opens them all; empty, or why it cannot.</summary>
    public string Open()
    {
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            _sockets.Add(socket);
            try
            {
                if (address.AddressFamily == AddressFamily.InterNetworkV6)
                {
                    // Both [::] and 0.0.0.0 may stand in the site file.
                    socket.DualMode = false;
                }

                socket.Blocking = false;
                socket.Bind(address);
                socket.Listen(Backlog);
            }
            catch (SocketException e)
            {
                Close();
                return $"{address}: {e.Message}";
            }
        }

        Bound = [.. _sockets.Select(s => (IPEndPoint)s.LocalEndPoint!)];
        return "";
    }

    /// <summary>Takes a connection; null for none. <paramref name="isExhausted"/> when the process has no descriptors left.</summary>
    public Socket? TryAccept(int index, out bool isExhausted)
    {
        isExhausted = false;
        try
        {
            var socket = _sockets[index].Accept();
            socket.Blocking = false;
            socket.NoDelay = true;
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
            return socket;
        }
        catch (SocketException e)
        {
            isExhausted = e.SocketErrorCode is not (SocketError.WouldBlock or SocketError.Interrupted or SocketError.ConnectionAborted);
            return null;
        }
    }

    /// <summary>Who is at the other end.</summary>
    public static string PeerOf(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint?.ToString() ?? "";
        }
        catch (SocketException)
        {
            return "";
        }
    }

    public void Close()
    {
        _sockets.ForEach(s => s.Dispose());
        _sockets.Clear();
    }
}
