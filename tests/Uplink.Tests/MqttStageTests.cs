using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Mqtt;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Mqtt;

namespace EdgeAgent.Tests.Uplink;

/// <summary>The uplink's decisions on virtual time.</summary>
public sealed class MqttStageTests
{
    private const int NoSubscribers = 0x10;
    private const int NotAuthorised = 0x87;
    private const int UnsupportedVersion = 0x84;
    private const int ConnectionLost = 7;
    private readonly MqttUplinkStage _stage = NewStage(servers: 2);
    private readonly List<StoredSummary> _next = [];
    private readonly ulong[] _made = new ulong[SummaryClasses.Count];
    private long _nowMs = 1_000;

    [Fact]
    public void A_connection_without_CONNACK_is_given_up_and_the_next_server_is_tried()
    {
        Assert.Equal(MqttAction.Open, Tick());
        Assert.Equal(0, _stage.Server);
        _nowMs += MqttUplinkStage.ConnectMs - 1;
        Assert.Equal(MqttAction.None, Tick());
        _nowMs++;
        Assert.Equal(MqttAction.Close, Tick());
        Assert.Equal(MqttFaultKind.Silent, _stage.Fault.Kind);
        Assert.Equal(1, _stage.Server);
        Assert.InRange(_stage.DueMs - _nowMs, 500, 1_000);
        Assert.Equal(MqttAction.None, Tick());
    }

    [Fact]
    public void Waits_double_up_to_a_minute_and_start_again_once_a_broker_answered()
    {
        var waits = new List<long>();
        for (var i = 0; i < 12; i++)
        {
            Open();
            Step(ClientEventKind.Failed, code: 14);
            waits.Add(_stage.DueMs - _nowMs);
        }

        Assert.InRange(waits[0], 500, 1_000);
        Assert.InRange(waits[4], 8_000, 16_000);
        Assert.All(waits.Skip(7), w => Assert.InRange(w, 30_000, 60_000));
        Connect();
        Step(ClientEventKind.Acknowledged, 1);
        Step(ClientEventKind.Disconnected);
        Assert.InRange(_stage.DueMs - _nowMs, 500, 1_000);
        Assert.Equal(0, _stage.Server);
    }

    [Theory]
    [InlineData(UnsupportedVersion)]
    [InlineData(1)]
    public void A_refused_version_5_leads_to_3_1_1_at_once_and_for_good(int code)
    {
        Open();
        Assert.True(_stage.IsVersion5);
        Assert.Equal(MqttAction.Close, Step(ClientEventKind.Connected, code: code));
        Assert.Equal((0, false), (_stage.Server, _stage.IsVersion5));
        Assert.Equal(MqttAction.Open, Tick());
        Assert.Equal(MqttAction.Close, Step(ClientEventKind.Connected, code: code));
        Assert.Equal((1, true), (_stage.Server, _stage.IsVersion5));
        Open();
        Step(ClientEventKind.Failed, code: 14);
        Assert.Equal((0, false), (_stage.Server, _stage.IsVersion5));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Closes_without_CONNACK_lead_to_3_1_1_for_one_connection_unless_5_works_after_all(bool isBack)
    {
        var (one, two) = (new ClientEvent(ClientEventKind.Failed, 0, ConnectionLost), new ClientEvent(ClientEventKind.Disconnected, 0, 0));
        var accepted = new ClientEvent(ClientEventKind.Connected, 0, 0);
        var stage = NewStage(servers: 1);
        MqttAction Go(ClientEvent input) => stage.Step(input, At(_nowMs));
        bool Next()
        {
            _nowMs = Math.Max(_nowMs, stage.DueMs);
            Assert.Equal(MqttAction.Open, Go(default));
            return stage.IsVersion5;
        }

        foreach (var close in (ClientEvent[])[one, new(ClientEventKind.Failed, 0, 14), two])
        {
            Assert.True(Next());
            Assert.Equal(MqttAction.Close, Go(close));
        }

        // By 3.1.1 it answers: 5 is tried once more at once.
        Assert.False(Next());
        Assert.Equal(MqttAction.Close, Go(accepted));
        Assert.Equal((MqttFaultKind.Older, _nowMs), (stage.Fault.Kind, stage.DueMs));
        Assert.True(Next());
        if (!isBack)
        {
            Assert.Equal(MqttAction.Close, Go(one));
            Assert.Equal(_nowMs, stage.DueMs);
            Assert.False(Next());
        }

        Assert.Equal(MqttAction.Greet, Go(accepted));
        Assert.Equal(isBack, stage.IsVersion5);
        Assert.Equal(MqttAction.Close, Go(two));
        Assert.True(Next());
    }

    [Fact]
    public void Acknowledgements_that_stop_end_the_connection_and_the_next_server_is_tried()
    {
        Connect();
        Offer(SummaryClass.Event, 3);
        Send(10);
        Send(11);
        _nowMs += 29_000;
        Assert.Equal(MqttAction.None, Step(ClientEventKind.Acknowledged, 10));
        _nowMs += 29_000;
        Assert.Equal(MqttAction.None, Tick());
        _nowMs += 1_001;
        Assert.Equal(MqttAction.Close, Tick());
        Assert.Equal(MqttFaultKind.NoProgress, _stage.Fault.Kind);
        Assert.Equal((1, 0), (_stage.Server, _stage.InFlight));
        Assert.Equal(1UL, _stage.Released.Event);
        Connect();
        _nowMs += 3_600_000;
        Assert.Equal(MqttAction.None, Tick());
        Offer(SummaryClass.Event, 3);
        Send(20);
        Assert.Equal(MqttAction.None, Tick());
    }

    [Theory]
    [InlineData(NoSubscribers)]
    [InlineData(NotAuthorised)]
    public void A_refused_class_waits_alone_and_loses_nothing(int code)
    {
        Connect();
        Offer(SummaryClass.Event, 3);
        Send(1);
        Send(2);
        Step(ClientEventKind.Acknowledged, 1, code);
        Step(ClientEventKind.Acknowledged, 2);
        Assert.Equal(0UL, _stage.Released.Event);
        Assert.Equal(MqttFaultKind.NotTaken, _stage.Fault.Kind);
        Assert.Null(_stage.Wants(SummaryClass.Event, Lane.Backlog));
        Assert.False(_stage.TryNext(At(_nowMs), _next));
        Offer(SummaryClass.Alarm, 1);
        Assert.Equal(SummaryClass.Alarm, Send(3).Summary.Class);
        Step(ClientEventKind.Acknowledged, 3);
        Assert.Equal(1UL, _stage.Released.Alarm);
        _nowMs += MqttUplinkStage.FirstHoldMs;
        Tick();
        Offer(SummaryClass.Event, 3);
        Assert.Equal(1UL, Send(4).Seq);
        Step(ClientEventKind.Acknowledged, 4);

        // The second one was taken meanwhile and is not sent again.
        Assert.Equal(2UL, _stage.Released.Event);
        Assert.Equal(3UL, Send(5).Seq);
        Assert.Equal(default, _stage.Fault);
    }

    [Fact]
    public void Refused_alarms_are_tried_again_at_the_first_step_for_ever_and_others_ever_more_rarely()
    {
        Connect();
        var alarmGaps = new List<long>();
        var eventGaps = new List<long>();
        foreach (var (summaryClass, gaps) in new[] { (SummaryClass.Alarm, alarmGaps), (SummaryClass.Event, eventGaps) })
        {
            for (var id = 1; id <= 10; id++)
            {
                Offer(summaryClass, 1);
                Send(id);
                Step(ClientEventKind.Acknowledged, id, NotAuthorised);
                var refusedMs = _nowMs;
                for (; _stage.Held != ClassSet.None; _nowMs += 10)
                {
                    Tick();
                }

                gaps.Add(_nowMs - refusedMs);
            }
        }

        Assert.All(alarmGaps, g => Assert.InRange(g, 900, MqttUplinkStage.FirstHoldMs + 20));
        Assert.InRange(eventGaps[0], 900, MqttUplinkStage.FirstHoldMs + 20);
        Assert.InRange(eventGaps[^1], 30_000, 60_020);
    }

    [Fact]
    public void Alarms_find_room_while_routine_fills_the_window()
    {
        Connect();
        Offer(SummaryClass.Event, 100);
        var id = 0;
        while (_stage.TryNext(At(_nowMs), _next))
        {
            Send(++id);
        }

        Assert.Equal(18, _stage.InFlight);
        Offer(SummaryClass.Alarm, 100);
        for (; _stage.TryNext(At(_nowMs), _next); Send(++id))
        {
            Assert.Equal(SummaryClass.Alarm, _next[0].Summary.Class);
        }

        Assert.Equal(20, _stage.InFlight);
    }

    [Fact]
    public void A_message_that_cannot_be_sent_holds_its_class_and_not_the_connection()
    {
        Connect();
        Offer(SummaryClass.Event, 2);
        Assert.True(_stage.TryNext(At(_nowMs), _next));
        _stage.NotSent(_next[0].Summary.Class, 25, At(_nowMs));
        Assert.Equal((MqttPhase.Connected, ClassSet.Event), (_stage.Phase, _stage.Held));
        Assert.False(_stage.TryNext(At(_nowMs), _next));
        _nowMs += MqttUplinkStage.FirstHoldMs;
        Tick();
        Offer(SummaryClass.Event, 2);
        Assert.Equal(1UL, Send(1).Seq);
    }

    internal static Now At(long ms) => new(ms * 1_000_000, 1_790_000_000_000 + ms, ClockQuality.Ntp);

    internal static MqttUplinkStage NewStage(int servers, int seed = 1) => new(new MqttLanes(new LaneOptions { Boot = 1 }, default(Positions)), servers, 30_000, new Random(seed));

    private MqttAction Step(ClientEventKind kind, int id = 0, int code = 0) => _stage.Step(new ClientEvent(kind, id, code), At(_nowMs));

    private MqttAction Tick() => Step(ClientEventKind.Tick);

    private void Open()
    {
        _nowMs = Math.Max(_nowMs, _stage.DueMs);
        Assert.Equal(MqttAction.Open, Tick());
    }

    private void Connect()
    {
        Open();
        Assert.Equal(MqttAction.Greet, Step(ClientEventKind.Connected));
    }

    // Makes that there are so many of a class, and gives its lanes what they want.
    private void Offer(SummaryClass summaryClass, int count)
    {
        _made[(int)summaryClass] = Math.Max(_made[(int)summaryClass], (ulong)count);
        _stage.See(new Positions(_made[0], _made[1], _made[2], _made[3]));
        var all = FakeGatewayView.Summaries(summaryClass, (int)_made[(int)summaryClass]).Select((s, i) => new StoredSummary((ulong)i + 1, (ulong)i + 1, s));
        foreach (var lane in (Lane[])[Lane.Live, Lane.Backlog])
        {
            if (_stage.Wants(summaryClass, lane) is { } after)
            {
                _stage.Offer(summaryClass, lane, [.. all.Where(s => s.Seq > after)]);
            }
        }
    }

    private StoredSummary Send(int id)
    {
        Assert.True(_stage.TryNext(At(_nowMs), _next));
        _stage.Sent(id, _next.Count, At(_nowMs));
        return _next[0];
    }
}
