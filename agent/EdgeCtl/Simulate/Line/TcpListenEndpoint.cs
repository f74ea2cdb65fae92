using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EdgeCtl.Simulate.Line;

/// <summary>A network port on loopback where masters connect: at most 32 at once, each with a line of its own to the same devices.</summary>
internal sealed class TcpListenEndpoint : IEndpoint
{
    private const int MaxConnections = 32;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Func<SlaveBus> _newBus;
    private readonly Action<IEndpoint> _add;
    private readonly List<TcpStream> _streams = [];

    /// <summary>Listens on a port, 0 for one that is free. Throws <see cref="IOException"/> when it cannot be had.</summary>
    public TcpListenEndpoint(int port, Func<SlaveBus> newBus, Action<IEndpoint> add)
    {
        (_newBus, _add) = (newBus, add);
        try
        {
            _socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            _socket.Listen(MaxConnections);
            _socket.Blocking = false;
        }
        catch (SocketException error)
        {
            _socket.Dispose();
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port} cannot be listened on: {error.Message}"), error);
        }
    }

    /// <summary>Where it listens.</summary>
    public string Address => _socket.LocalEndPoint!.ToString()!;

    /// <inheritdoc/>
    public int File => (int)_socket.Handle;

    /// <inheritdoc/>
    public short Events => PtyNative.PollIn;

    /// <inheritdoc/>
    public long DeadlineNs => SlaveBus.Never;

    /// <inheritdoc/>
    public bool IsOver => false;

    /// <inheritdoc/>
    public void Serve(bool isReady, long nowNs)
    {
        if (!isReady)
        {
            return;
        }

        try
        {
            var socket = _socket.Accept();
            _streams.RemoveAll(stream => stream.IsOver);
            if (_streams.Count == MaxConnections)
            {
                socket.Dispose();
                return;
            }

            var stream = new TcpStream(socket, _newBus());
            _streams.Add(stream);
            _add(stream);
        }
        catch (SocketException)
        {
            // Gone again before it was taken.
        }
    }

    /// <inheritdoc/>
    public void EverySecond()
    {
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
