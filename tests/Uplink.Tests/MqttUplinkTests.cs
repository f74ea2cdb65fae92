using System.Net;
using System.Net.Sockets;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Uplink;

/// <summary>The uplink against a real mosquitto, and against peers that misbehave.</summary>
public sealed class MqttUplinkTests : IDisposable
{
    private const int SafetyMs = 40_000;
    private const string Broker = "/usr/sbin/mosquitto";
    private readonly TempFolder _folder = new();
    private readonly InMemoryBuffer _buffer = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task Summaries_reach_a_subscriber_and_are_released(string host)
    {
        var address = IPAddress.Parse(host.Trim('[', ']'));
        var port = FakeGatewayView.FreePort(address);
        using var broker = await StartBroker(port, address);
        using var receiver = await Subscribe(port, address);
        await Append(SummaryClass.Alarm, 3);
        await Append(SummaryClass.Event, 200);
        await using (var uplink = Start($"mqtt://{host}:{port}"))
        {
            await Until(() => _buffer.GetConsumer("mqtt") is { Acknowledged: { Alarm: 3, Event: 200 } }, () => uplink.View().ToString());
            Assert.True(await receiver.SaysAsync("gw-1/0123456789ABC/event/200", SafetyMs), receiver.All);
            Assert.Contains(receiver.Output, l => l.StartsWith("edge/v1/pudong/gw-1/alarm {", StringComparison.Ordinal));
            Assert.True(await receiver.SaysAsync("edge/v1/pudong/gw-1/status {\"online\":true", SafetyMs), receiver.All);
        }

        Assert.True(await receiver.SaysAsync("edge/v1/pudong/gw-1/status {\"online\":false}", SafetyMs), receiver.All);
    }

    [Fact]
    public async Task Without_a_subscriber_nothing_is_released()
    {
        var port = FakeGatewayView.FreePort();
        using var broker = await StartBroker(port, IPAddress.Loopback);
        await Append(SummaryClass.Event, 5);
        await using var uplink = Start($"mqtt://127.0.0.1:{port}");
        await Until(() => uplink.View().Fault.Contains("did not take", StringComparison.Ordinal), () => uplink.View().ToString());
        Assert.Equal(0UL, _buffer.GetConsumer("mqtt")!.Acknowledged.Event);
        using var receiver = await Subscribe(port, IPAddress.Loopback);
        await Until(() => _buffer.GetConsumer("mqtt")!.Acknowledged.Event == 5, () => uplink.View().ToString());
    }

    [Fact]
    public async Task A_broker_killed_and_started_again_costs_nothing()
    {
        var port = FakeGatewayView.FreePort();
        await Append(SummaryClass.Event, 500);
        await using var uplink = Start($"mqtt://127.0.0.1:{port}");
        for (var round = 0; round < 2; round++)
        {
            using var broker = await StartBroker(port, IPAddress.Loopback);
            using var receiver = await Subscribe(port, IPAddress.Loopback);
            var before = uplink.View().Acknowledged;
            await Until(() => uplink.View().Acknowledged > before, () => uplink.View().ToString());
            broker.Signal(9);
            broker.WaitForExit(SafetyMs);
            await Append(SummaryClass.Event, 50);
        }

        using var last = await StartBroker(port, IPAddress.Loopback);
        using var listener = await Subscribe(port, IPAddress.Loopback);
        await Until(() => _buffer.GetConsumer("mqtt")!.Acknowledged.Event == 600, () => uplink.View().ToString());
        Assert.True(await listener.SaysAsync("/event/600\"", SafetyMs), uplink.View().ToString());
    }

    [Fact]
    public async Task A_broker_that_never_acknowledges_is_left_and_tried_again()
    {
        using var stub = new StubBroker([0x20, 3, 0, 0, 0]);
        await Append(SummaryClass.Alarm, 1);
        await using var uplink = Start($"mqtt://127.0.0.1:{stub.Port}", progressMs: 500);
        await Until(() => stub.Connections >= 2, () => uplink.View().ToString());
        Assert.Equal(0UL, _buffer.GetConsumer("mqtt")!.Acknowledged.Alarm);
        Assert.Equal(0, uplink.View().Acknowledged);
    }

    [Fact]
    public async Task A_broker_that_refuses_is_told_and_tried_again()
    {
        using var stub = new StubBroker([0x20, 3, 0, 0x87, 0]);
        await Append(SummaryClass.Alarm, 1);
        await using var uplink = Start($"mqtt://127.0.0.1:{stub.Port}");
        await Until(() => stub.Connections >= 2 && uplink.View().Fault.Contains("refused", StringComparison.Ordinal), () => uplink.View().ToString());
        Assert.False(uplink.View().Connected);
        Assert.Equal(0UL, _buffer.GetConsumer("mqtt")!.Acknowledged.Alarm);
    }

    [Fact]
    public async Task Version_5_refused_leads_to_3_1_1()
    {
        using var stub = new StubBroker([0x20, 2, 0, 1]);
        await using var uplink = Start($"mqtt://127.0.0.1:{stub.Port}");
        await Until(() => stub.Versions.Contains(4), () => $"{string.Join(',', stub.Versions)} {uplink.View()}");
        Assert.Equal(5, stub.Versions.First());
    }

    private MqttUplink Start(string server, int progressMs = 30_000)
    {
        var config = new MqttUplinkConfig { Servers = [new Uri(server)], ProgressMs = progressMs };
        var uplink = new MqttUplink(config, FakeGatewayView.NewSite(), _buffer, new EdgeClock(), _folder.Path, NullLogger.Instance);
        uplink.Start();
        return uplink;
    }

    private async Task Append(SummaryClass summaryClass, int count) =>
        await _buffer.AppendAsync(FakeGatewayView.Summaries(summaryClass, count), [], CancellationToken.None);

    private async Task<ChildProcess> StartBroker(int port, IPAddress address)
    {
        if (!File.Exists(Broker))
        {
            Assert.Skip("mosquitto is not installed");
        }

        await File.WriteAllTextAsync(_folder["mosquitto.conf"], $"listener {port} {address}\nallow_anonymous true\n");
        var broker = new ChildProcess(Broker, ["-c", _folder["mosquitto.conf"]]);
        Assert.True(await broker.SaysAsync("running", SafetyMs), broker.All);
        return broker;
    }

    private static async Task<ChildProcess> Subscribe(int port, IPAddress address)
    {
        var receiver = new ChildProcess("stdbuf", ["-oL", "mosquitto_sub", "-d", "-h", $"{address}", "-p", $"{port}", "-q", "1", "-v", "-t", "edge/#"]);
        Assert.True(await receiver.SaysAsync("Subscribed", SafetyMs), receiver.All);
        return receiver;
    }

    private static async Task Until(Func<bool> isSo, Func<string> otherwise)
    {
        for (var waited = 0; !isSo(); waited += 20)
        {
            Assert.True(waited < SafetyMs, otherwise());
            await Task.Delay(20);
        }
    }

    /// <summary>Answers each CONNECT with fixed bytes and nothing else ever.</summary>
    private sealed class StubBroker : IDisposable
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

        public System.Collections.Concurrent.ConcurrentQueue<int> Versions { get; } = new();

        public void Dispose()
        {
            _listener.Stop();
            _serving.ContinueWith(_ => { }, TaskScheduler.Default).Wait(SafetyMs);
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
}
