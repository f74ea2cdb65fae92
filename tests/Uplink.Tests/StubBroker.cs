using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.Tests.Uplink;

/// <summary>Answers each CONNECT with fixed bytes and nothing else ever.</summary>
internal sealed class StubBroker : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _sockets = [];
    private readonly Task _serving;
    private int _connections;

    public StubBroker(byte[] answer)
    {
        _listener.Start();
        _serving = ServeAsync(answer);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => Volatile.Read(ref _connections);

    public ConcurrentQueue<int> Versions { get; } = new();

    public void Dispose()
    {
        _listener.Stop();
        _serving.ContinueWith(_ => { }, TaskScheduler.Default).Wait(10_000);
        _sockets.ForEach(s => s.Dispose());
    }

    private async Task ServeAsync(byte[] answer)
    {
        var bytes = new byte[1024];
        while (true)
        {
            var socket = await _listener.AcceptSocketAsync();
            _sockets.Add(socket);
            var length = await socket.ReceiveAsync(bytes);
            var name = bytes.AsSpan(0, length).IndexOf("MQTT"u8);
            if (name >= 0)
            {
                Versions.Enqueue(bytes[name + 4]);
            }

            await socket.SendAsync(answer);
            Interlocked.Increment(ref _connections);
        }
    }
}
