using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.Tests.Uplink;

/// <summary>Accepts any connection by MQTT 5, acknowledges the status message, and refuses each subscription with one reason.</summary>
internal sealed class SubackStub : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly byte _reason;
    private readonly Task _serving;

    public SubackStub(byte reason)
    {
        _reason = reason;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.WaitAsync(TimeSpan.FromSeconds(10));
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var socket = await _listener.AcceptSocketAsync(_stop.Token);
                await TalkAsync(socket);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException or EndOfStreamException)
        {
            // The test is over, or the client went.
        }
    }

    private async Task TalkAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket);
        while (true)
        {
            var head = new byte[1];
            await stream.ReadExactlyAsync(head, _stop.Token);
            var body = new byte[await ReadLengthAsync(stream)];
            await stream.ReadExactlyAsync(body, _stop.Token);
            byte[] answer = (head[0] >> 4) switch
            {
                1 => [0x20, 3, 0, 0, 0],
                3 => [0x40, 2, .. body.AsSpan(2 + ((body[0] << 8) | body[1]), 2).ToArray()],
                8 => [0x90, 4, body[0], body[1], 0, _reason],
                _ => [],
            };
            await stream.WriteAsync(answer, _stop.Token);
        }
    }

    private async Task<int> ReadLengthAsync(NetworkStream stream)
    {
        var (length, shift) = (0, 0);
        var one = new byte[1];
        do
        {
            await stream.ReadExactlyAsync(one, _stop.Token);
            length |= (one[0] & 0x7F) << shift;
            shift += 7;
        }
        while ((one[0] & 0x80) != 0);
        return length;
    }
}
