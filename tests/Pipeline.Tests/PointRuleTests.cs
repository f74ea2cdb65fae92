using System.Text.Json;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Wire;
using EdgeAgent.Pipeline.Events;

namespace EdgeAgent.Pipeline.Tests;

/// <summary>Events of points that name their rule, as a camera's do.</summary>
public sealed class PointRuleTests
{
    private static readonly PointDescriptor Loitering = new()
    {
        Name = "lane/yard.loitering", PollMs = 1_000, Kind = PointKind.Discrete, RangeMax = 0, Rule = "loitering", States = new Dictionary<int, string> { [0] = "no", [1] = "yes" },
    };

    private readonly PathFixture _path = new();

    [Fact]
    public void Yes_raises_the_rule_s_event_and_three_times_no_clears_it()
    {
        var stage = Stage(Loitering);
        stage.Step(_path.Good(0, 0), _path.Now, _path.Output);
        stage.Step(_path.Bad(0, Quality.Timeout), _path.Now, _path.Output);
        Assert.Empty(_path.Output.Summaries);
        stage.Step(_path.Good(0, 1), _path.Now, _path.Output);
        stage.Step(_path.Good(0, 1), _path.Now, _path.Output);
        var id = Field(0, "alarmId");
        Assert.Equal(Acknowledged.Now, stage.Acknowledge(id, _path.Now, _path.Output));
        Clear(stage);

        Assert.Equal(["raised", "acknowledged", "cleared"], Fields("state"));
        Assert.All(Fields("rule"), r => Assert.Equal("agent/loitering", r));
        Assert.All(Fields("alarmId"), i => Assert.Equal(id, i));
        Assert.All(Fields("point"), p => Assert.Equal("lane/yard.loitering", p));
        Assert.All(_path.Output.Summaries, s => Assert.Equal(("lane/yard.loitering", SummaryClass.Event), (s.Subject, s.Class)));
    }

    [Fact]
    public void One_that_is_an_alarm_is_of_class_alarm()
    {
        Stage(Loitering with { AlarmOutOfRange = true }).Step(_path.Good(0, 1), _path.Now, _path.Output);
        Assert.Equal((SummaryClass.Alarm, "high"), (Assert.Single(_path.Output.Summaries).Class, Field(0, "severity")));
    }

    [Fact]
    public void What_is_open_is_taken_up_after_a_restart_under_its_id()
    {
        var stage = Stage(Loitering);
        stage.Step(_path.Good(0, 1), _path.Now, _path.Output);
        var next = Stage(Loitering);
        next.Restore(stage.SaveState(), _path.Now, _path.Output);
        next.Step(_path.Good(0, 1), _path.Now, _path.Output);
        Assert.Single(_path.Output.Summaries);
        Clear(next);
        Assert.Equal(["raised", "cleared"], Fields("state"));
        Assert.Equal(Field(0, "alarmId"), Field(1, "alarmId"));
        Assert.Equal(["agent/loitering", "agent/loitering"], Fields("rule"));
    }

    [Theory]
    [InlineData("intrusion")]
    [InlineData("")]
    public void What_is_open_by_another_rule_than_the_point_has_now_is_cleared_as_removed(string rule)
    {
        var stage = Stage(Loitering);
        stage.Step(_path.Good(0, 1), _path.Now, _path.Output);
        var next = Stage(Loitering with { Rule = rule });
        next.Restore(stage.SaveState(), _path.Now, _path.Output);
        Assert.Equal(["raised", "cleared"], Fields("state"));
        Assert.Equal(("removed", "agent/loitering", Field(0, "alarmId")), (Field(1, "reason"), Field(1, "rule"), Field(1, "alarmId")));

        next.Step(_path.Good(0, 1), _path.Now, _path.Output);
        Assert.Equal(rule.Length > 0 ? $"agent/{rule}" : EventRules.OutOfRange, Field(2, "rule"));
        Assert.NotEqual(Field(0, "alarmId"), Field(2, "alarmId"));
    }

    [Fact]
    public void One_that_was_open_without_a_rule_is_not_taken_for_the_rule_s()
    {
        var stage = Stage(Loitering with { Rule = "" });
        stage.Step(_path.Good(0, 1), _path.Now, _path.Output);
        Stage(Loitering).Restore(stage.SaveState(), _path.Now, _path.Output);
        Assert.Equal(("removed", EventRules.OutOfRange), (Field(1, "reason"), Field(1, "rule")));
    }

    private static EventStage Stage(PointDescriptor point) => new(new PointTable([point], []), PathFixture.Boot, Guid.NewGuid().ToString("N"));

    private void Clear(EventStage stage)
    {
        for (var i = 0; i < EventStage.ClearAfter; i++)
        {
            stage.Step(_path.Good(0, 0), _path.Now, _path.Output);
        }
    }

    private string Field(int index, string name) => Fields(name)[index];

    private string[] Fields(string name) =>
        [.. _path.Output.Summaries.Select(s => JsonDocument.Parse(((JsonData)s.Data).Utf8).RootElement is var root && root.TryGetProperty(name, out var value) ? value.GetString()! : "")];
}
