using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.Tests.Uplink;

/// <summary>Between an uplink and a real broker: it can keep the broker's answers back, and close on MQTT 5 as old brokers do.</summary>
internal sealed class BrokerProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _sockets = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly int _brokerPort;
    private readonly bool _closesVersion5;
    private readonly Task _serving;
    private int _refused5;

    public BrokerProxy(int brokerPort, bool closesVersion5 = false)
    {
        _brokerPort = brokerPort;
        _closesVersion5 = closesVersion5;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>After the CONNACK nothing of the broker's comes through any more.</summary>
    public bool KeepsAnswersBack { get; set; }

    /// <summary>Connections by MQTT 5 that it closed.</summary>
    public int Refused5 => Volatile.Read(ref _refused5);

    public void Dispose()
    {
        Cut();
        _serving.Wait(TimeSpan.FromSeconds(10));
        _stop.Dispose();
    }

    /// <summary>Breaks every connection and takes no new one.</summary>
    public void Cut()
    {
        _stop.Cancel();
        _listener.Stop();
        lock (_sockets)
        {
            _sockets.ForEach(s => s.Dispose());
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var client = Keep(await _listener.AcceptSocketAsync(_stop.Token));
                _ = PassAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PassAsync(Socket client)
    {
        var broker = Keep(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        try
        {
            var bytes = new byte[8_192];
            var length = await client.ReceiveAsync(bytes, _stop.Token);
            var name = bytes.AsSpan(0, length).IndexOf("MQTT"u8);
            if (_closesVersion5 && name >= 0 && bytes[name + 4] == 5)
            {
                Interlocked.Increment(ref _refused5);
                return;
            }

            await broker.ConnectAsync(IPAddress.Loopback, _brokerPort, _stop.Token);
            await broker.SendAsync(bytes.AsMemory(0, length), _stop.Token);
            await Task.WhenAny(CopyAsync(client, broker, () => false), CopyAsync(broker, client, () => KeepsAnswersBack));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One side is gone: so is the other.
        }
        finally
        {
            client.Dispose();
            broker.Dispose();
        }
    }

    private async Task CopyAsync(Socket from, Socket to, Func<bool> isCut)
    {
        var bytes = new byte[8_192];
        try
        {
            while (await from.ReceiveAsync(bytes, _stop.Token) is > 0 and var length)
            {
                // A CONNACK begins with 0x20.
                if (!isCut() || bytes[0] == 0x20)
                {
                    await to.SendAsync(bytes.AsMemory(0, length), _stop.Token);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // As above.
        }
    }

    private Socket Keep(Socket socket)
    {
        lock (_sockets)
        {
            _sockets.Add(socket);
        }

        return socket;
    }
}
