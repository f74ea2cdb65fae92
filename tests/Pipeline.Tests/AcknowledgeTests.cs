using System.Text.Json;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Wire;
using EdgeAgent.Pipeline.Events;

namespace EdgeAgent.Pipeline.Tests;

/// <summary>A person acknowledges open events.</summary>
public sealed class AcknowledgeTests
{
    private readonly PathFixture _path = new();

    [Fact]
    public void An_event_is_acknowledged_once_and_still_cleared_later()
    {
        var stage = Stage();
        stage.Step(_path.Good(0, 5), _path.Now, _path.Output);
        var id = Field(_path.Output.Summaries[0], "alarmId");
        _path.Output.EventStateChanged = false;
        Assert.Equal(Acknowledged.Now, stage.Acknowledge(id, _path.Now, _path.Output));
        Assert.True(_path.Output.EventStateChanged);
        Assert.Equal(Acknowledged.Already, stage.Acknowledge(id, _path.Now, _path.Output));
        for (var i = 0; i < EventStage.ClearAfter; i++)
        {
            stage.Step(_path.Good(0, 1), _path.Now, _path.Output);
        }

        Assert.Equal(["raised", "acknowledged", "cleared"], _path.Output.Summaries.Select(s => Field(s, "state")));
        Assert.All(_path.Output.Summaries, s => Assert.Equal((id, "sump/level", SummaryClass.Event), (Field(s, "alarmId"), s.Subject, s.Class)));
        Assert.Equal(Acknowledged.Unknown, stage.Acknowledge(id, _path.Now, _path.Output));
    }

    [Fact]
    public void That_it_was_acknowledged_outlives_a_restart_and_an_older_state_is_read_as_not()
    {
        var stage = Stage();
        stage.Step(new DeviceChange(0, true, Quality.Timeout, 0, 0), _path.Now, _path.Output);
        var id = Field(_path.Output.Summaries[0], "alarmId");
        var before = stage.SaveState();
        stage.Acknowledge(id, _path.Now, _path.Output);
        Assert.Equal(SummaryClass.Alarm, _path.Output.Summaries[1].Class);
        foreach (var (state, expected) in new[] { (before, Acknowledged.Now), (stage.SaveState(), Acknowledged.Already) })
        {
            var next = Stage();
            next.Restore(state, _path.Now, _path.Output);
            Assert.Equal(expected, next.Acknowledge(id, _path.Now, _path.Output));
        }
    }

    [Fact]
    public void An_acknowledgement_tells_no_value_of_a_personal_point()
    {
        var stage = Stage();
        stage.Step(_path.Good(3, 4712.5), _path.Now, _path.Output);
        stage.Acknowledge(Field(_path.Output.Summaries[0], "alarmId"), _path.Now, _path.Output);
        Assert.Equal(Grade.Personal, _path.Output.Summaries[1].Grade);
        Assert.DoesNotContain("4712", System.Text.Encoding.UTF8.GetString(((JsonData)_path.Output.Summaries[1].Data).Utf8.Span), StringComparison.Ordinal);
    }

    private static EventStage Stage() => new(PathFixture.Table, PathFixture.Boot, "test");

    private static string Field(Summary summary, string name)
    {
        using var json = JsonDocument.Parse(((JsonData)summary.Data).Utf8);
        return json.RootElement.GetProperty(name).GetString()!;
    }
}
