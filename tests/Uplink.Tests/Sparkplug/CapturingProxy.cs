using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.Tests.Uplink.Sparkplug;

/// <summary>Stands before a real broker and writes down every packet that a client sends, connection by connection.</summary>
internal sealed class CapturingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<List<MqttPacket>> _sessions = [];
    private readonly List<Socket> _sockets = [];
    private readonly Task _serving;
    private readonly int _brokerPort;
    private int _open;

    public CapturingProxy(int brokerPort)
    {
        _brokerPort = brokerPort;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections that are open at this moment.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>While true, what either side sends goes nowhere, as in a line that is dead without a word.</summary>
    public bool IsDead { get; set; }

    /// <summary>Most that were open at once.</summary>
    public int MostOpen { get; private set; }

    /// <summary>What was sent, by connection.</summary>
    public List<List<MqttPacket>> Sessions()
    {
        lock (_lock)
        {
            return _sessions.ConvertAll(s => s.ToList());
        }
    }

    /// <summary>Packets of the newest connection.</summary>
    public List<MqttPacket> Newest() => Sessions() is { Count: > 0 } sessions ? sessions[^1] : [];

    /// <summary>Cuts every connection as a broken line does.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            _sockets.ForEach(s => s.Dispose());
            _sockets.Clear();
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        Cut();
        _serving.ContinueWith(_ => { }, TaskScheduler.Default).Wait(10_000);
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptSocketAsync(_stop.Token);
            _ = PassAsync(client);
        }
    }

    private async Task PassAsync(Socket client)
    {
        var broker = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        var packets = new List<MqttPacket>();
        lock (_lock)
        {
            _sockets.AddRange([client, broker]);
            _sessions.Add(packets);
            MostOpen = Math.Max(MostOpen, ++_open);
        }

        try
        {
            await broker.ConnectAsync(IPAddress.Loopback, _brokerPort, _stop.Token);
            await Task.WhenAny(CaptureAsync(client, broker, packets), CopyAsync(broker, client));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One side is gone: so is the other.
        }
        finally
        {
            client.Dispose();
            broker.Dispose();
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task CaptureAsync(Socket from, Socket to, List<MqttPacket> packets)
    {
        var bytes = new byte[65_536];
        var held = new List<byte>();
        var version = 0;
        while (await ReceiveAsync(from, bytes) is > 0 and var length)
        {
            held.AddRange(bytes.AsSpan(0, length));
            while (MqttPacket.LengthOf([.. held.Take(5)]) is > 0 and var whole && whole <= held.Count)
            {
                var packet = MqttPacket.Read([.. held.Take(whole)], version, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
                version = packet.IsConnect ? packet.Version : version;
                held.RemoveRange(0, whole);
                lock (_lock)
                {
                    packets.Add(packet);
                }
            }

            await ForwardAsync(to, bytes.AsMemory(0, length));
        }
    }

    private async Task ForwardAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        if (!IsDead)
        {
            await to.SendAsync(bytes, _stop.Token);
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var bytes = new byte[65_536];
        while (await ReceiveAsync(from, bytes) is > 0 and var length)
        {
            await ForwardAsync(to, bytes.AsMemory(0, length));
        }
    }

    private async Task<int> ReceiveAsync(Socket from, byte[] bytes)
    {
        try
        {
            return await from.ReceiveAsync(bytes, _stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }
}
