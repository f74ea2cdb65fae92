using System.Collections.Concurrent;
using System.Net;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Tests.Uplink;

/// <summary>`delivery: application`: what the application does not confirm is not released, at a real broker.</summary>
public sealed class MqttDeliveryTests : MqttTestBase
{
    private const string AckTopic = "edge/v1/pudong/gw-1/ack";
    private readonly int _port = FakeGatewayView.FreePort();

    private MqttUplinkConfig Config => new() { Servers = [new Uri($"mqtt://127.0.0.1:{_port}")], IsApplication = true };

    [Fact]
    public async Task The_cursor_of_a_message_releases_what_was_sent_up_to_it()
    {
        using var broker = await StartBroker(_port, IPAddress.Loopback);
        using var receiver = await SubscribeWithProperties(_port);
        await using var uplink = Start(Config);
        await Until(() => uplink.View().Connected, () => uplink.View().ToString());
        await Append(SummaryClass.Event, 30);
        await Append(SummaryClass.Alarm, 2);
        await Until(() => uplink.View() is { Acknowledged: 32 }, () => uplink.View().ToString());
        await Until(() => ReceivedMessage.All(receiver.Output, "event").Count == 30, () => receiver.All);
        Assert.Equal((0UL, 0UL), (Reached(SummaryClass.Event), Reached(SummaryClass.Alarm)));
        var messages = ReceivedMessage.All(receiver.Output, "event");
        Assert.All(messages, m => Assert.Equal(("application/cloudevents+json", 80), (m.ContentType, m.Cursor.Length > 79 ? 80 : m.Cursor.Length)));

        Publish(_port, AckTopic, $$"""{"cursor":"{{messages[9].Cursor}}"}""");
        await Until(() => Reached(SummaryClass.Event) == 10, () => uplink.View().ToString());
        Publish(_port, AckTopic, $$"""{"cursor":"{{messages[29].Cursor}}"}""");
        await Until(() => Reached(SummaryClass.Event) == 30, () => uplink.View().ToString());
        Assert.Equal(0UL, Reached(SummaryClass.Alarm));

        // An old cursor moves nothing back, and the plain form is as good.
        Publish(_port, AckTopic, $$"""{"cursor":"{{messages[9].Cursor}}"}""");
        Publish(_port, AckTopic, """{"epoch":"0123456789ABC","acknowledged":{"alarm":2}}""");
        await Until(() => Reached(SummaryClass.Alarm) == 2, () => uplink.View().ToString());
        Assert.Equal(30UL, Reached(SummaryClass.Event));
    }

    [Fact]
    public async Task What_is_not_confirmed_in_time_comes_again_until_it_is()
    {
        using var broker = await StartBroker(_port, IPAddress.Loopback);
        using var receiver = await SubscribeWithProperties(_port);
        await Append(SummaryClass.Event, 3);
        await using var uplink = Start(Config with { RedeliverMs = 700 });
        await Until(() => ReceivedMessage.All(receiver.Output, "event").Count >= 9, () => receiver.All);
        var times = ReceivedMessage.All(receiver.Output, "event").SelectMany(m => m.Seqs()).Take(9);
        Assert.Equal([1, 2, 3, 1, 2, 3, 1, 2, 3], times);
        Publish(_port, AckTopic, """{"epoch":"0123456789ABC","acknowledged":{"event":3}}""");
        await Until(() => Reached(SummaryClass.Event) == 3, () => uplink.View().ToString());
        var count = ReceivedMessage.All(receiver.Output, "event").Count;
        await Task.Delay(2_000);
        Assert.InRange(ReceivedMessage.All(receiver.Output, "event").Count, count, count + 3);
    }

    [Fact]
    public async Task A_confirmation_that_is_wrong_moves_nothing_and_is_told_once_a_minute()
    {
        var log = new LineLog();
        using var broker = await StartBroker(_port, IPAddress.Loopback);
        using var receiver = await SubscribeWithProperties(_port);
        await Append(SummaryClass.Event, 3);
        await using var uplink = Start(Config, log: log);
        await Until(() => ReceivedMessage.All(receiver.Output, "event").Count == 3, () => receiver.All);
        var cursor = ReceivedMessage.All(receiver.Output, "event")[^1].Cursor;
        string[] wrong =
        [
            "{", "[]", "{}", """{"cursor":7}""", $$"""{"cursor":"{{cursor[..^4]}}AAAA"}""", """{"epoch":"XXXXXXXXXXXXX","acknowledged":{"event":3}}""",
            """{"epoch":"0123456789ABC","acknowledged":{"event":4}}""", """{"epoch":"0123456789ABC","acknowledged":{"events":3}}""",
            """{"epoch":"0123456789ABC","acknowledged":{"event":-1}}""", new string(' ', 5_000),
        ];
        foreach (var text in wrong)
        {
            Publish(_port, AckTopic, text);
        }

        Publish(_port, AckTopic, """{"epoch":"0123456789ABC","acknowledged":{"event":1}}""");
        await Until(() => Reached(SummaryClass.Event) == 1, () => uplink.View().ToString());
        Assert.Contains("because it is no JSON", Assert.Single(log.Lines, l => l.Contains("not understood", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retained_confirmation_is_not_taken()
    {
        using var broker = await StartBroker(_port, IPAddress.Loopback);
        Publish(_port, AckTopic, """{"epoch":"0123456789ABC","acknowledged":{"event":3}}""", "-r");
        using var receiver = await SubscribeWithProperties(_port, "edge/v1/pudong/gw-1/event");
        await Append(SummaryClass.Event, 3);
        var log = new LineLog();
        await using var uplink = Start(Config, log: log);
        await Until(() => log.Lines.Any(l => l.Contains("retained", StringComparison.Ordinal)), () => uplink.View().ToString());
        await Until(() => uplink.View().Acknowledged == 3, () => uplink.View().ToString());
        Assert.Equal(0UL, Reached(SummaryClass.Event));
    }

    private sealed class LineLog : ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));
    }
}
