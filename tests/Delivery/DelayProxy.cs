using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.Tests.Delivery;

/// <summary>Passes connections on to another host and holds every byte back for a while, in each direction.</summary>
internal sealed class DelayProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _to;
    private readonly int _delayMs;
    private readonly Task _serving;

    public DelayProxy(string host, int port, int delayMs)
    {
        _to = new IPEndPoint(IPAddress.Parse(host), port);
        _delayMs = delayMs;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.WaitAsync(TimeSpan.FromSeconds(20));
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var passing = new List<Task>();
        try
        {
            while (true)
            {
                passing.Add(PassAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(passing);
        }
    }

    private async Task PassAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            try
            {
                await server.ConnectAsync(_to, _stop.Token);
                await Task.WhenAny(CopyAsync(client, server), CopyAsync(server, client));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // The other side sees the close.
            }
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var bytes = new byte[65_536];
        try
        {
            while (await from.ReceiveAsync(bytes, _stop.Token) is > 0 and var length)
            {
                await Task.Delay(_delayMs, _stop.Token);
                await to.SendAsync(bytes.AsMemory(0, length), _stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One side is gone: so is the other.
        }
    }
}
