using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Sparkplug;
using EdgeAgent.Uplink.Sparkplug.Payload;

namespace EdgeAgent.Tests.Uplink.Sparkplug;

/// <summary>What the specification leaves to the node: what waited, what is proved, what becomes of a point, a device and a clock.</summary>
public sealed class SparkplugStageTests
{
    [Fact]
    public void What_waited_goes_as_history_in_messages_of_its_own_after_what_is_live()
    {
        var rig = new StageRig();
        rig.Append([.. Enumerable.Range(0, 250).Select(i => SparkplugSite.Window(SparkplugSite.Level, i, rig.NowMs - 100_000 + i))]);
        rig.UntilOpen();
        rig.Connect();
        rig.Append(SparkplugSite.Window(SparkplugSite.Level, 1_000, rig.NowMs + 1));
        var first = rig.Next()!.Value.Payload!;
        Assert.False(Assert.Single(first.Metrics).IsHistorical);
        Assert.Equal(1_000, first.Metrics[0].Value.AsDouble);
        rig.Wait(1_000);
        var history = rig.Drain();
        Assert.All(history, o => Assert.All(o.Payload!.Metrics, m => Assert.True(m.IsHistorical)));
        Assert.Equal(Enumerable.Range(0, 250).Select(i => (double)i), history.SelectMany(o => o.Payload!.Metrics).Select(m => m.Value.AsDouble));
        Assert.Equal([100, 100, 50], history.Select(o => o.Payload!.Metrics.Count));
        Assert.Equal(251UL, rig.Stage.Flow.Sent.Routine);
    }

    [Fact]
    public void What_waited_keeps_to_its_rate()
    {
        var rig = new StageRig(backlogPerS: 50);
        rig.Append([.. Enumerable.Range(0, 1_000).Select(i => SparkplugSite.Window(SparkplugSite.Level, i, rig.NowMs - 100_000 + i))]);
        rig.UntilOpen();
        rig.Connect();
        var sent = 0;
        for (var i = 0; i < 10; i++)
        {
            rig.Wait(1_000);
            rig.Step(SparkplugInputKind.Subscribed, 1);
            sent += rig.Drain().Sum(o => o.Payload!.Metrics.Count);
        }

        Assert.InRange(sent, 400, 600);
    }

    [Fact]
    public void The_newest_of_the_alarms_that_waited_becomes_the_current_value()
    {
        var rig = new StageRig();
        rig.Append(SparkplugSite.Event("pump/level", SummaryClass.Alarm, "raised", rig.NowMs - 9_000), SparkplugSite.Event("pump/level", SummaryClass.Alarm, "cleared", rig.NowMs - 8_000));
        rig.UntilOpen();
        rig.Connect();
        var metrics = rig.Drain().SelectMany(o => o.Payload!.Metrics).ToList();
        Assert.Equal([true, true, false], metrics.Select(m => m.IsHistorical));
        Assert.Equal(["raised", "cleared", "cleared"], metrics.Select(m => m.Properties.Single(p => p.Key == "state").Value.Text));
    }

    [Fact]
    public void Personal_windows_do_not_leave_and_personal_events_do()
    {
        var rig = StageRig.Online();
        Assert.DoesNotContain(rig.Model.Metrics, m => m.Name == "badge");
        rig.Append(SparkplugSite.Window(SparkplugSite.Badge, 4711, rig.NowMs + 1), SparkplugSite.Event("door/badge", SummaryClass.Event, "raised", rig.NowMs + 1));
        var metric = Assert.Single(rig.Drain().SelectMany(o => o.Payload!.Metrics));
        Assert.Equal("Alarms/badge", rig.Model.Metrics[(int)metric.Alias!].Name);
        Assert.DoesNotContain("4711", metric.Value.Text, StringComparison.Ordinal);
        Assert.Equal(rig.Heads, rig.Stage.Flow.Sent);
    }

    [Fact]
    public void Nothing_is_confirmed_before_the_server_answers_to_what_came_after_it()
    {
        var rig = StageRig.Online();
        rig.Append(SparkplugSite.Window(SparkplugSite.Level, 1, rig.NowMs + 1));
        rig.Drain();
        Assert.Equal(1UL, rig.Stage.Flow.Sent.Routine);
        rig.Wait(1_000);
        Assert.Equal(SparkplugOutputKind.Subscribe, Assert.Single(rig.Out).Kind);
        Assert.Equal(0UL, rig.Stage.Confirmed.Routine);
        rig.Append(SparkplugSite.Window(SparkplugSite.Level, 2, rig.NowMs + 2));
        rig.Drain();
        rig.Step(SparkplugInputKind.Subscribed, 1);
        Assert.Equal(1UL, rig.Stage.Confirmed.Routine);
        rig.Wait(1_000);
        rig.Step(SparkplugInputKind.Subscribed, 1);
        Assert.Equal(2UL, rig.Stage.Confirmed.Routine);
    }

    [Fact]
    public void What_was_sent_and_not_confirmed_goes_again_after_the_connection_is_lost()
    {
        var rig = StageRig.Online();
        rig.Append(SparkplugSite.Window(SparkplugSite.Level, 1, rig.NowMs + 1));
        rig.Drain();
        rig.Step(SparkplugInputKind.Lost);
        rig.UntilOpen();
        rig.Connect();
        rig.Wait(1_000);
        var metric = Assert.Single(rig.Drain().SelectMany(o => o.Payload!.Metrics));
        Assert.True(metric.IsHistorical);
        Assert.Equal(1, metric.Value.AsDouble);
    }

    [Fact]
    public void An_acknowledged_death_proves_what_was_sent_before_it()
    {
        var rig = StageRig.Online();
        rig.Append(SparkplugSite.Window(SparkplugSite.Level, 1, rig.NowMs + 1));
        rig.Drain();
        rig.Step(SparkplugInputKind.Stop);
        Assert.Equal(SparkplugOutputKind.Bury, Assert.Single(rig.Out).Kind);
        Assert.Equal(0UL, rig.Stage.Confirmed.Routine);
        rig.Stage.Buried();
        Assert.Equal(1UL, rig.Stage.Confirmed.Routine);
        Assert.Equal(0, rig.Stage.Unproven);

        // One that was never born has sent nothing, and knows no better than before.
        var waiting = StageRig.AwaitingHost();
        waiting.State(isOnline: false, 1);
        waiting.Stage.Buried();
        Assert.Equal(default, waiting.Stage.Confirmed);
    }

    [Fact]
    public void A_server_that_answers_nothing_is_given_up()
    {
        var rig = StageRig.Online();
        rig.Append(SparkplugSite.Window(SparkplugSite.Level, 1, rig.NowMs + 1));
        rig.Drain();
        rig.Wait(1_000);
        rig.Wait(30_001);
        Assert.Equal(SparkplugOutputKind.Close, Assert.Single(rig.Out).Kind);
        Assert.Equal(SparkplugFaultKind.Silent, rig.Stage.Fault.Kind);
    }

    [Fact]
    public void Without_proof_no_more_is_sent_than_the_bound()
    {
        var rig = StageRig.Online();
        for (var i = 0; i < 1_000; i++)
        {
            rig.Append(SparkplugSite.Window(i % 2 == 0 ? SparkplugSite.Level : SparkplugSite.Open, i, rig.NowMs + i));
        }

        var sent = 0;
        for (var i = 0; i < 20; i++)
        {
            sent += rig.Drain().Count;
            rig.Wait(500);
        }

        Assert.InRange(sent, SparkplugStage.MaxUnproven, 2 * SparkplugStage.MaxUnproven);
        Assert.InRange(rig.Stage.Unproven, SparkplugStage.MaxUnproven, 2 * SparkplugStage.MaxUnproven + 3);
    }

    [Fact]
    public void A_connect_that_never_left_takes_no_number()
    {
        var rig = new StageRig();
        rig.UntilOpen();
        rig.Step(SparkplugInputKind.NotReached);
        rig.UntilOpen();
        Assert.Equal(0UL, rig.Out[^1].Payload!.Metrics[0].Value.AsUInt64);
        rig.Step(SparkplugInputKind.Lost);
        rig.UntilOpen();
        Assert.Equal(1UL, rig.Out[^1].Payload!.Metrics[0].Value.AsUInt64);
    }

    [Fact]
    public void What_others_released_unsent_is_counted_and_told()
    {
        var rig = new StageRig();
        rig.Append([.. Enumerable.Range(0, 10).Select(i => SparkplugSite.Window(SparkplugSite.Level, i, rig.NowMs - 1_000 + i))]);
        rig.Release(SummaryClass.Routine, 4);
        rig.UntilOpen();
        rig.Connect();
        var outputs = rig.Drain();
        rig.Wait(1_000);
        outputs.AddRange(rig.Drain());
        Assert.Equal(4, rig.Stage.NotSent);
        Assert.Equal(6, outputs.SelectMany(o => o.Payload!.Metrics).Count(m => m.IsHistorical));
        Assert.Contains(outputs.SelectMany(o => o.Payload!.Metrics), m => m.Alias == (ulong)rig.Model.NotSent.Alias && m.Value.AsUInt64 == 4);

        // All of it gone, and nothing left to read.
        var gone = new StageRig();
        gone.Append([.. Enumerable.Range(0, 10).Select(i => SparkplugSite.Window(SparkplugSite.Level, i, gone.NowMs - 1_000 + i))]);
        gone.Release(SummaryClass.Routine, 10);
        gone.UntilOpen();
        gone.Connect();
        gone.Drain();
        Assert.Equal(10, gone.Stage.NotSent);
        Assert.Equal(10UL, gone.Stage.Flow.Sent.Routine);
    }

    [Fact]
    public void A_clock_set_back_an_hour_stops_no_live_value()
    {
        var rig = StageRig.Online();
        rig.Append(SparkplugSite.Window(SparkplugSite.Level, 1, rig.NowMs + 1));
        rig.Drain();
        rig.SetClock(-3_600_000);
        rig.Wait(100);
        rig.Append(SparkplugSite.Window(SparkplugSite.Level, 2, rig.NowMs));
        Assert.False(Assert.Single(Assert.Single(rig.Drain()).Payload!.Metrics).IsHistorical);
    }

    [Fact]
    public void A_lost_device_is_not_born_and_is_once_it_answers()
    {
        var rig = new StageRig();
        rig.Live.Lose(SparkplugSite.Door, true);
        rig.UntilOpen();
        rig.Connect();
        Assert.Equal(["NBIRTH", "DBIRTH"], rig.Verbs());
        rig.Step(SparkplugInputKind.DeviceLost, device: SparkplugSite.Door);
        Assert.Empty(rig.Out);
        rig.Step(SparkplugInputKind.DeviceBack, device: SparkplugSite.Door);
        Assert.Equal(["DBIRTH"], rig.Verbs());
        rig.Step(SparkplugInputKind.DeviceBack, device: SparkplugSite.Door);
        Assert.Empty(rig.Out);
    }

    [Fact]
    public void Births_after_a_restart_tell_the_newest_event_of_each_point()
    {
        var rig = new StageRig(state: new SparkplugState(1, 0, new Positions(2, 0, 0, 0)));
        rig.Append(SparkplugSite.Event("pump/level", SummaryClass.Alarm, "cleared", rig.NowMs - 9_000), SparkplugSite.Event("pump/level", SummaryClass.Alarm, "raised", rig.NowMs - 8_000));
        rig.Remember();
        rig.UntilOpen();
        rig.Connect();
        var metric = rig.Out.Single(o => o.Topic.EndsWith("DBIRTH/n/pump", StringComparison.Ordinal)).Payload!.Metrics.Single(m => m.Name == "Alarms/level");
        Assert.Equal("raised", metric.Properties.Single(p => p.Key == "state").Value.Text);
        Assert.False(metric.IsHistorical);
        Assert.Empty(rig.Drain());
    }

    [Fact]
    public void A_window_tells_the_last_value_and_its_figures_as_properties()
    {
        var rig = StageRig.Online();
        rig.Append(SparkplugSite.Window(SparkplugSite.Level, 2.5, rig.NowMs + 1, max: 3), SparkplugSite.Window(SparkplugSite.Starts, 0, rig.NowMs + 1, good: 0));
        var metrics = Assert.Single(rig.Drain()).Payload!.Metrics;
        Assert.Equal(2.5, metrics[0].Value.AsDouble);
        Assert.Equal(3, metrics[0].Properties.Single(p => p.Key == "max").Value.AsDouble);
        Assert.Equal(rig.NowMs + 1 - 1_000, (long)metrics[0].Properties.Single(p => p.Key == "from").Value.AsUInt64);
        Assert.True(metrics[1].IsNull);
        Assert.Equal(SparkplugValue.Of(SummaryMapper.QualityBad), metrics[1].Properties.Single(p => p.Key == "Quality").Value);
    }

    [Fact]
    public void Where_the_host_application_acknowledges_a_new_session_sends_again_from_there()
    {
        var rig = StageRig.Online();
        rig.Append([.. Enumerable.Range(0, 4).Select(i => SparkplugSite.Window(SparkplugSite.Level, i, rig.NowMs + 1 + i))]);
        rig.Drain();
        rig.Wait(1_000);
        rig.Step(SparkplugInputKind.Subscribed, 1);
        Assert.Equal(4UL, rig.Stage.Confirmed.Routine);
        rig.Stage.ResumeFrom = new Positions(0, 0, 3, 0);
        rig.Step(SparkplugInputKind.Lost);
        rig.UntilOpen();
        rig.Connect();
        rig.Wait(1_000);
        Assert.Equal(3, Assert.Single(rig.Drain().SelectMany(o => o.Payload!.Metrics)).Value.AsDouble);
    }

    [Fact]
    public void State_survives_writing_and_a_state_that_cannot_be_read_is_the_beginning()
    {
        var state = new SparkplugState(200, 7, new Positions(1, 2, 3, ulong.MaxValue), "0123456789ABC");
        Assert.Equal(state, SparkplugState.Read(state.Write()));
        Assert.Equal(new SparkplugState(3, 0, null), SparkplugState.Read(new SparkplugState(3, 0, null).Write()));
        Assert.Equal(new SparkplugState(0, 0, null), SparkplugState.Read([]));
        Assert.Equal(new SparkplugState(0, 0, null), SparkplugState.Read(new byte[56]));
    }

    [Fact]
    public void A_host_application_that_never_speaks_makes_way_for_the_next_server_only_where_there_is_one()
    {
        var alone = StageRig.AwaitingHost();
        alone.Wait(10 * SparkplugStage.HostMs);
        Assert.Equal(SparkplugPhase.AwaitingHost, alone.Stage.Phase);
        var two = StageRig.AwaitingHost(servers: 2);
        two.Wait(SparkplugStage.HostMs);
        Assert.Equal((SparkplugPhase.Waiting, 1), (two.Stage.Phase, two.Stage.Server));
        Assert.Equal(SparkplugOutputKind.Bury, Assert.Single(two.Out).Kind);
    }
}
