using System.Text.Json;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Wire;
using EdgeAgent.Pipeline.Events;

namespace EdgeAgent.Pipeline.Tests;

public sealed class EventStageTests
{
    private readonly PathFixture _time = new();
    private readonly EventStage _stage = new(PathFixture.Table, PathFixture.Boot, "6f1c2a90-1388");

    [Fact]
    public void A_value_out_of_range_is_raised_at_once_and_cleared_after_three_in_range()
    {
        Take(0, 1.5);
        Take(0, 2.5);
        Take(0, 2.6);
        Take(0, 1.9);
        Take(0, 1.9);
        Assert.Single(_time.Output.Summaries);
        Take(0, 1.8);

        Assert.Equal(2, _time.Output.Summaries.Count);
        var (raised, cleared) = (Data(0), Data(1));
        Assert.Equal(("raised", 2.5, 2.0), (raised.GetProperty("state").GetString(), raised.GetProperty("value").GetDouble(), raised.GetProperty("expected").GetProperty("max").GetDouble()));
        Assert.Equal(("cleared", 1.8), (cleared.GetProperty("state").GetString(), cleared.GetProperty("value").GetDouble()));
        Assert.Equal(raised.GetProperty("alarmId").GetString(), cleared.GetProperty("alarmId").GetString());
        Assert.Equal(raised.GetProperty("since").GetString(), cleared.GetProperty("since").GetString());
        Assert.All(_time.Output.Summaries, s => Assert.Equal(SummaryClass.Event, s.Class));
    }

    [Fact]
    public void Since_when_follows_the_clock_of_the_summary_that_tells_it()
    {
        Take(0, 2.5);
        var state = _stage.SaveState();
        _time.OffsetMs += 3_600_000;
        for (var i = 0; i < 3; i++)
        {
            Take(0, 1);
        }

        Assert.Equal(Data(0).GetProperty("since").GetDateTimeOffset().AddHours(1), Data(1).GetProperty("since").GetDateTimeOffset());

        // A restart in the same boot knows it too; another boot has nothing but what was believed.
        foreach (var (boot, hours) in new (uint, int)[] { (PathFixture.Boot, 1), (7, 0) })
        {
            var again = new EventStage(PathFixture.Table, boot, "again");
            again.Restore(state, _time.Now, _time.Output);
            for (var i = 0; i < 3; i++)
            {
                again.Step(_time.Good(0, 1), _time.Now, _time.Output);
            }

            Assert.Equal(Data(0).GetProperty("since").GetDateTimeOffset().AddHours(hours), Data(_time.Output.Summaries.Count - 1).GetProperty("since").GetDateTimeOffset());
        }
    }

    [Fact]
    public void A_bad_reading_neither_raises_nor_clears()
    {
        Take(0, 2.5);
        for (var i = 0; i < 10; i++)
        {
            _stage.Step(_time.Bad(0, Quality.Timeout), _time.Now, _time.Output);
        }

        Assert.Single(_time.Output.Summaries);
    }

    [Fact]
    public void A_value_that_flaps_is_held_off_but_not_forgotten()
    {
        for (var second = 0; second < 40; second++)
        {
            Take(0, second % 4 == 0 ? 2.5 : 1);
            _time.MonoMs += 1000;
        }

        var states = _time.Output.Summaries.Select((_, i) => Data(i).GetProperty("state").GetString()).ToArray();
        Assert.InRange(states.Count(s => s == "raised"), 2, 4);
        Take(0, 2.5);
        _time.MonoMs += 20_000;
        Take(0, 2.5);
        Assert.Equal("raised", Data(_time.Output.Summaries.Count - 1).GetProperty("state").GetString());
    }

    [Fact]
    public void A_personal_point_tells_the_event_but_not_the_value()
    {
        Take(3, 11);
        var data = Data(0);
        Assert.Equal(SummaryClass.Alarm, _time.Output.Summaries[0].Class);
        Assert.False(data.TryGetProperty("value", out _));
        Assert.Equal(Grade.Personal, _time.Output.Summaries[0].Grade);
    }

    [Fact]
    public void A_device_lost_and_back_has_one_id_and_the_class_that_the_site_says()
    {
        _stage.Step(new DeviceChange(0, true, Quality.Timeout, _time.Now.MonoNs, (_time.MonoMs - 3000) * 1_000_000), _time.Now, _time.Output);
        _stage.Step(new DeviceChange(0, true, Quality.Timeout, _time.Now.MonoNs, 1), _time.Now, _time.Output);
        _stage.Step(new DeviceChange(1, true, Quality.Crc, _time.Now.MonoNs, 0), _time.Now, _time.Output);
        _stage.Step(new DeviceChange(0, false, Quality.Good, _time.Now.MonoNs, 1), _time.Now, _time.Output);

        Assert.Equal([SummaryClass.Alarm, SummaryClass.Event, SummaryClass.Alarm], _time.Output.Summaries.Select(s => s.Class));
        Assert.Equal(("sump", "timeout"), (Data(0).GetProperty("device").GetString(), Data(0).GetProperty("reason").GetString()));
        Assert.Equal("2026-11-22T10:59:57Z", Data(0).GetProperty("since").GetString());
        Assert.Equal("crc", Data(1).GetProperty("reason").GetString());
        Assert.Equal(Data(0).GetProperty("alarmId").GetString(), Data(2).GetProperty("alarmId").GetString());
        Assert.Equal("cleared", Data(2).GetProperty("state").GetString());
    }

    [Fact]
    public void What_is_open_survives_a_restart_and_is_cleared_under_its_id()
    {
        Take(0, 2.5);
        _stage.Step(new DeviceChange(1, true, Quality.Timeout, _time.Now.MonoNs, 0), _time.Now, _time.Output);
        var id = Data(0).GetProperty("alarmId").GetString();
        var next = new EventStage(PathFixture.Table, PathFixture.Boot, "6f1c2a90-2000");
        var output = new StageOutput();
        next.Restore(_stage.SaveState(), _time.Now, output);
        Assert.Empty(output.Summaries);

        next.Step(_time.Good(0, 2.7), _time.Now, output);
        Assert.Empty(output.Summaries);
        for (var i = 0; i < EventStage.ClearAfter; i++)
        {
            next.Step(_time.Good(0, 1), _time.Now, output);
        }

        using var document = JsonDocument.Parse(((JsonData)Assert.Single(output.Summaries).Data).Utf8);
        Assert.Equal((id, "cleared"), (document.RootElement.GetProperty("alarmId").GetString(), document.RootElement.GetProperty("state").GetString()));
    }

    [Fact]
    public void A_device_that_was_lost_before_a_restart_is_back_with_its_first_good_reading()
    {
        _stage.Step(new DeviceChange(1, true, Quality.Timeout, _time.Now.MonoNs, 0), _time.Now, _time.Output);
        var next = new EventStage(PathFixture.Table, PathFixture.Boot, "6f1c2a90-2000");
        var output = new StageOutput();
        next.Restore(_stage.SaveState(), _time.Now, output);
        next.Step(_time.Bad(1, Quality.Timeout), _time.Now, output);
        next.Step(_time.Good(0, 1), _time.Now, output);
        Assert.Empty(output.Summaries);

        next.Step(_time.Good(1, 7), _time.Now, output);
        next.Step(new DeviceChange(1, false, Quality.Good, _time.Now.MonoNs, 1), _time.Now, output);
        using var document = JsonDocument.Parse(((JsonData)Assert.Single(output.Summaries).Data).Utf8);
        Assert.Equal(("cleared", "pump-1"), (document.RootElement.GetProperty("state").GetString(), document.RootElement.GetProperty("device").GetString()));
    }

    [Fact]
    public void What_is_open_about_a_point_that_left_the_site_is_cleared()
    {
        Take(0, 2.5);
        var table = new PointTable([PathFixture.Table.Points[1]], []);
        var output = new StageOutput();
        new EventStage(table, PathFixture.Boot, "x").Restore(_stage.SaveState(), _time.Now, output);
        using var document = JsonDocument.Parse(((JsonData)Assert.Single(output.Summaries).Data).Utf8);
        Assert.Equal("removed", document.RootElement.GetProperty("reason").GetString());
        Assert.True(output.EventStateChanged);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[{\"subject\":1}]")]
    public void A_state_that_cannot_be_read_is_none(string state)
    {
        _stage.Restore(System.Text.Encoding.UTF8.GetBytes(state), _time.Now, _time.Output);
        Assert.Empty(_time.Output.Summaries);
    }

    private void Take(int point, double value) => _stage.Step(_time.Good(point, value), _time.Now, _time.Output);

    private JsonElement Data(int index) => JsonDocument.Parse(((JsonData)_time.Output.Summaries[index].Data).Utf8).RootElement;
}
