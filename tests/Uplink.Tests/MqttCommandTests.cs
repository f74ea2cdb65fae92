using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using EdgeAgent.Core.Commands;
using EdgeAgent.Core.Config;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Mqtt;

namespace EdgeAgent.Tests.Uplink;

/// <summary>The command channel at a real broker.</summary>
public sealed class MqttCommandTests : MqttTestBase
{
    private const string CommandTopic = "edge/v1/pudong/gw-1/command";
    private readonly int _port = FakeGatewayView.FreePort();
    private readonly SlowCommands _commands = new();

    [Fact]
    public async Task A_command_is_run_and_answered()
    {
        using var broker = await StartBroker(_port, IPAddress.Loopback);
        using var receiver = await SubscribeWithProperties(_port);
        await using var uplink = await StartConnected();
        Publish(_port, CommandTopic, """{"id":"c-1","name":"log-level","args":{"level":"debug"}}""");
        var reply = Assert.Single(await Replies(receiver, 1));
        Assert.Equal(("c-1", 200), (reply.GetProperty("id").GetString(), reply.GetProperty("status").GetInt32()));
        Assert.Equal("log-level mqtt:mqtt {\"level\":\"debug\"}", reply.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_command_that_comes_again_is_answered_again_and_run_once()
    {
        using var broker = await StartBroker(_port, IPAddress.Loopback);
        using var receiver = await SubscribeWithProperties(_port);
        await using var uplink = await StartConnected();
        for (var i = 0; i < 3; i++)
        {
            Publish(_port, CommandTopic, """{"id":"c-1","name":"rebirth"}""");
            await Replies(receiver, i + 1);
        }

        Assert.Equal(["rebirth"], _commands.Run);
    }

    [Fact]
    public async Task Commands_run_one_at_a_time_and_in_order()
    {
        using var broker = await StartBroker(_port, IPAddress.Loopback);
        using var receiver = await SubscribeWithProperties(_port);
        await using var uplink = await StartConnected();
        for (var i = 0; i < 5; i++)
        {
            Publish(_port, CommandTopic, $$"""{"id":"c-{{i}}","name":"slow-{{i}}"}""");
        }

        Assert.Equal(["c-0", "c-1", "c-2", "c-3", "c-4"], (await Replies(receiver, 5)).Select(r => r.GetProperty("id").GetString()));
        Assert.Equal(1, _commands.MostAtOnce);
    }

    [Theory]
    [InlineData("{\"id\":", "no JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{\"name\":\"rebirth\"}", "\"id\" is missing")]
    [InlineData("{\"id\":\"x\"}", "\"name\" is missing")]
    [InlineData("{\"id\":\"x\",\"name\":\"y\",\"args\":[]}", "\"args\" is no JSON object")]
    public async Task A_command_that_is_wrong_is_answered_with_what_was_expected(string text, string detail)
    {
        using var broker = await StartBroker(_port, IPAddress.Loopback);
        using var receiver = await SubscribeWithProperties(_port);
        await using var uplink = await StartConnected();
        Publish(_port, CommandTopic, text);
        var reply = Assert.Single(await Replies(receiver, 1));
        Assert.Equal(400, reply.GetProperty("status").GetInt32());
        Assert.Contains(detail, reply.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(_commands.Run);
    }

    [Fact]
    public async Task Retained_and_too_long_commands_are_not_run()
    {
        using var broker = await StartBroker(_port, IPAddress.Loopback);
        Publish(_port, CommandTopic, """{"id":"old","name":"rebirth"}""", "-r");
        using var receiver = await SubscribeWithProperties(_port, "edge/v1/pudong/gw-1/reply");
        await using var uplink = await StartConnected();
        Assert.Contains("retained", (await Replies(receiver, 1))[0].GetProperty("detail").GetString(), StringComparison.Ordinal);
        Publish(_port, CommandTopic, "{\"id\":\"long\",\"name\":\"rebirth\",\"args\":{\"x\":\"" + new string('x', CommandInbox.MaxBytes) + "\"}}");
        Assert.Contains("expected at most 16384", (await Replies(receiver, 2))[1].GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(_commands.Run);
    }

    [Fact]
    public async Task Without_leave_of_the_site_there_is_no_channel()
    {
        using var broker = await StartBroker(_port, IPAddress.Loopback);
        await using var uplink = Start(new MqttUplinkConfig { Servers = [new Uri($"mqtt://127.0.0.1:{_port}")] }, _commands);
        await Until(() => uplink.View().Connected, () => uplink.View().ToString());
        Publish(_port, CommandTopic, """{"id":"c-1","name":"rebirth"}""");
        await Task.Delay(500);
        Assert.Empty(_commands.Run);
        Assert.DoesNotContain("SUBSCRIBE from edge-gw-1", broker.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subscription_that_the_broker_refuses_is_told()
    {
        await using var stub = new SubackStub(0x87);
        await using var uplink = Start(new MqttUplinkConfig { Servers = [new Uri($"mqtt://127.0.0.1:{stub.Port}")], TakesCommands = true }, _commands);
        await Until(() => uplink.View().Fault.Contains("refused the subscription to " + CommandTopic, StringComparison.Ordinal), () => uplink.View().ToString());
    }

    private static async Task<List<JsonElement>> Replies(ChildProcess receiver, int count)
    {
        await Until(() => ReceivedMessage.All(receiver.Output, "reply").Count >= count, () => receiver.All);
        return [.. ReceivedMessage.All(receiver.Output, "reply").Select(m => JsonDocument.Parse(m.Text()).RootElement)];
    }

    private async Task<MqttUplink> StartConnected()
    {
        var uplink = Start(new MqttUplinkConfig { Servers = [new Uri($"mqtt://127.0.0.1:{_port}")], TakesCommands = true }, _commands);
        await Until(() => uplink.View().Connected, () => uplink.View().ToString());
        await Task.Delay(200);
        return uplink;
    }

    private sealed class SlowCommands : ICommands
    {
        private int _now;

        public ConcurrentQueue<string> Run { get; } = new();

        public int MostAtOnce { get; private set; }

        public IReadOnlyList<string> Names => ["rebirth"];

        public async Task<CommandReply> RunAsync(CommandRequest request, CancellationToken cancel)
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _now));
            await Task.Delay(30, cancel);
            Run.Enqueue(request.Name);
            Interlocked.Decrement(ref _now);
            var arguments = request.Arguments.ValueKind == JsonValueKind.Undefined ? "" : request.Arguments.GetRawText();
            return new CommandReply(CommandStatus.Done, $"{request.Name} {request.Caller} {arguments}");
        }
    }
}
