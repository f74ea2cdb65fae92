using EdgeAgent.Core.Mqtt;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Mqtt;

namespace EdgeAgent.Tests.Mqtt;

/// <summary>Connecting on virtual time.</summary>
public sealed class LinkStageTests
{
    private readonly LinkStage _link = new(new Random(1));
    private long _nowMs = 1_000;

    [Fact]
    public void Waits_double_up_to_a_minute_and_begin_anew_after_a_proven_connection()
    {
        var waits = new List<long>();
        for (var i = 0; i < 12; i++)
        {
            Assert.Equal(LinkAction.Open, Step(ClientEventKind.Tick));
            Assert.Equal(LinkAction.Close, Step(ClientEventKind.Failed, 14));
            waits.Add(_link.DueMs - _nowMs);
            Assert.Equal(LinkAction.None, Step(ClientEventKind.Tick));
            _nowMs = _link.DueMs;
        }

        Assert.All(waits.Select((w, i) => (w, cap: Math.Min(60_000, 500L << i))), x => Assert.InRange(x.w, x.cap / 2, x.cap));
        Assert.Equal(LinkAction.Open, Step(ClientEventKind.Tick));
        Assert.Equal(LinkAction.Subscribe, Step(ClientEventKind.Connected));
        Assert.Equal("", _link.Fault);
        _nowMs += 10_000;
        Assert.Equal(LinkAction.Close, Step(ClientEventKind.Disconnected));
        Assert.InRange(_link.DueMs - _nowMs, 250, 500);
    }

    [Fact]
    public void A_connection_that_ends_at_once_does_not_shorten_the_waits()
    {
        for (var i = 0; i < 8; i++)
        {
            _nowMs = Math.Max(_nowMs, _link.DueMs);
            Assert.Equal(LinkAction.Open, Step(ClientEventKind.Tick));
            Assert.Equal(LinkAction.Subscribe, Step(ClientEventKind.Connected));
            Assert.Equal(LinkAction.Close, Step(ClientEventKind.Disconnected, 0x8E));
        }

        Assert.True(_link.DueMs - _nowMs >= 30_000);
    }

    [Theory]
    [InlineData(MosquittoCodes.ReasonUnsupportedProtocol)]
    [InlineData(MosquittoCodes.Refused311Protocol)]
    public void A_broker_without_version_5_is_asked_by_3_1_1_at_once(int code)
    {
        Assert.True(_link.IsVersion5);
        Assert.Equal(LinkAction.Open, Step(ClientEventKind.Tick));
        Assert.Equal(LinkAction.Close, Step(ClientEventKind.Connected, code));
        Assert.False(_link.IsVersion5);
        Assert.Equal(LinkAction.Open, Step(ClientEventKind.Tick));
        Assert.Equal(LinkAction.Subscribe, Step(ClientEventKind.Connected));
    }

    [Fact]
    public void A_broker_that_refuses_or_says_nothing_is_told()
    {
        Assert.Equal(LinkAction.Open, Step(ClientEventKind.Tick));
        Assert.Equal(LinkAction.Close, Step(ClientEventKind.Connected, 135));
        Assert.Contains("refused", _link.Fault, StringComparison.Ordinal);
        _nowMs = _link.DueMs;
        Assert.Equal(LinkAction.Open, Step(ClientEventKind.Tick));
        _nowMs += LinkStage.ConnectMs;
        Assert.Equal(LinkAction.Close, Step(ClientEventKind.Tick));
        Assert.Contains("no CONNACK", _link.Fault, StringComparison.Ordinal);
    }

    private LinkAction Step(ClientEventKind kind, int code = 0) => _link.Step(new ClientEvent(kind, 0, code), new Now(_nowMs * 1_000_000, 0, default));
}
