using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EdgeAgent.Tests.Mqtt;

/// <summary>
/// A broker that knows MQTT 3.1.1 alone, or that refuses subscriptions; it sends one message after each SUBACK.
/// </summary>
/// <param name="knows5">False: a CONNECT of version 5 is answered as brokers of old do, by return code 1.</param>
/// <param name="granted">Code of each SUBACK.</param>
internal sealed class BrokerStub(bool knows5, byte granted) : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private Task _serving = Task.CompletedTask;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Start()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.WaitAsync(TimeSpan.FromSeconds(10));
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var socket = await _listener.AcceptSocketAsync(_stop.Token);
                await using var stream = new NetworkStream(socket);
                await TalkAsync(stream);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException or IOException)
            {
                // The client went, or the test is over.
            }
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        var is5 = false;
        while (true)
        {
            var head = new byte[2];
            await stream.ReadExactlyAsync(head, _stop.Token);
            var body = new byte[head[1]];
            await stream.ReadExactlyAsync(body, _stop.Token);
            switch (head[0] >> 4)
            {
                case 1:
                    is5 = body[6] == 5;
                    byte[] answer = is5 && !knows5 ? [0x20, 2, 0, 1] : is5 ? [0x20, 3, 0, 0, 0] : [0x20, 2, 0, 0];
                    await stream.WriteAsync(answer, _stop.Token);
                    if (is5 && !knows5)
                    {
                        return;
                    }

                    break;
                case 8:
                    byte[] suback = is5 ? [0x90, 4, body[0], body[1], 0, granted] : [0x90, 3, body[0], body[1], granted];
                    await stream.WriteAsync(suback, _stop.Token);
                    await stream.WriteAsync(Message("t", "7", is5), _stop.Token);
                    break;
                case 12:
                    await stream.WriteAsync(new byte[] { 0xD0, 0 }, _stop.Token);
                    break;
            }
        }
    }

    private static byte[] Message(string topic, string payload, bool is5) =>
        [0x30, (byte)(2 + topic.Length + (is5 ? 1 : 0) + payload.Length), 0, (byte)topic.Length, .. Encoding.UTF8.GetBytes(topic), .. is5 ? new byte[] { 0 } : [], .. Encoding.UTF8.GetBytes(payload)];
}
