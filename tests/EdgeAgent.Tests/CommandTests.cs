using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Commands;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Pipeline.Hosting;
using EdgeAgent.Run;
using EdgeAgent.Run.Commands;
using EdgeAgent.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests;

/// <summary>Commands on a running data path without buses, over a buffer in memory.</summary>
public sealed class CommandTests : IAsyncDisposable
{
    private readonly CommandRig _rig = new(FakeGatewayView.NewSite());

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Every_command_is_audited_with_caller_arguments_and_outcome()
    {
        await IsAsync("log-level", """{"level":"debug","for":"1 min"}""", CommandStatus.Done, "debug for 1 min, then warning again");
        await IsAsync("log-level", """{"level":"loud","for":"1 min"}""", CommandStatus.Bad, "expected one of debug");
        await IsAsync("nonsense", "{}", CommandStatus.Unknown, "acknowledge-alarm");
        var audits = await _rig.AuditsAsync(3);
        Assert.Equal(["done", "refused", "refused"], audits.Select(a => a.GetProperty("outcome").GetString()));
        Assert.Equal(["log-level", "log-level", "nonsense"], audits.Select(a => a.GetProperty("target").GetString()));
        Assert.All(audits, a => Assert.Equal(("test:me", "command"), (a.GetProperty("actor").GetString(), a.GetProperty("action").GetString())));
        Assert.Contains("\"level\":\"debug\"", audits[0].GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("acknowledge-alarm", "{}", CommandStatus.Bad, "\"alarmId\" is missing")]
    [InlineData("acknowledge-alarm", """{"alarmId":5}""", CommandStatus.Bad, "\"alarmId\" is 5")]
    [InlineData("acknowledge-alarm", """{"alarmid":"x"}""", CommandStatus.Bad, "\"alarmId\" is missing")]
    [InlineData("acknowledge-alarm", """{"alarmId":"x","by":"me"}""", CommandStatus.Bad, "unknown argument \"by\"")]
    [InlineData("acknowledge-alarm", """{"alarmId":"never"}""", CommandStatus.Unknown, "no open event")]
    [InlineData("capture", """{"points":["pump/level"]}""", CommandStatus.Bad, "\"for\" is missing")]
    [InlineData("capture", """{"points":["pump/level"],"for":"25 h"}""", CommandStatus.Bad, "from 1 s to 1 d")]
    [InlineData("capture", """{"points":[],"for":"1 h"}""", CommandStatus.Bad, "list of 1 to 64")]
    [InlineData("capture", """{"points":["\ud800"],"for":"1 h"}""", CommandStatus.Bad, "list of 1 to 64")]
    [InlineData("capture", """{"points":["pump/levle"],"for":"1 h"}""", CommandStatus.Unknown, "did you mean \"pump/level\"?")]
    [InlineData("capture", """{"points":["door/badge"],"for":"1 h"}""", CommandStatus.Conflict, "personal")]
    [InlineData("log-level", """{"level":"debug","for":"forever"}""", CommandStatus.Bad, "a duration")]
    [InlineData("rebirth", "{}", CommandStatus.Conflict, "none is of kind sparkplug")]
    [InlineData("rebirth", """{"uplink":"mqtt"}""", CommandStatus.Unknown, "no uplink is called \"mqtt\"")]
    [InlineData("resend-from", """{"uplink":"mqtt","class":"routine"}""", CommandStatus.Bad, "\"seq\" is missing")]
    [InlineData("resend-from", """{"uplink":"mqtt","class":"urgent","seq":1}""", CommandStatus.Bad, "\"class\" is \"urgent\"")]
    [InlineData("resend-from", """{"uplink":"mqtt","class":"routine","seq":0}""", CommandStatus.Bad, "from 1")]
    [InlineData("resend-from", """{"uplink":"mqtt","class":"routine","seq":1}""", CommandStatus.Unknown, "no uplink is called")]
    public async Task Wrong_arguments_are_told_with_what_was_expected(string name, string arguments, CommandStatus status, string detail) => await IsAsync(name, arguments, status, detail);

    [Fact]
    public async Task Captured_readings_become_bulk_and_end_with_the_data_path()
    {
        await IsAsync("capture", """{"points":["pump/level"],"for":"1 h"}""", CommandStatus.Done, "1 points are captured until");
        _rig.Runtime.Take([new(0, Core.Points.Quality.Good, 1.25, _rig.Clock.Read().MonoNs), new(1, Core.Points.Quality.Good, 4712.5, _rig.Clock.Read().MonoNs)], []);
        await _rig.Runtime.DisposeAsync();
        await CommandRig.UntilAsync(() => _rig.Buffer.Heads.Bulk == 1);
        var records = BufferReading.All(_rig.Buffer, SummaryClass.Bulk);
        Assert.Equal((SummaryType.Readings, "pump/level"), (records[0].Summary.Type, records[0].Summary.Subject));
        Assert.Contains("\"values\":[1.25]", Encoding.UTF8.GetString(((JsonData)records[0].Summary.Data).Utf8.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_level_goes_back_by_itself()
    {
        var log = _rig.Logs.Factory.CreateLogger("test");
        Assert.False(log.IsEnabled(LogLevel.Debug));
        await IsAsync("log-level", """{"level":"debug","for":"1 s"}""", CommandStatus.Done, "debug");
        Assert.True(log.IsEnabled(LogLevel.Debug));
        await CommandRig.UntilAsync(() => !log.IsEnabled(LogLevel.Information));
    }

    [Fact]
    public async Task Commands_after_the_data_path_has_stopped_are_told_to_come_again()
    {
        await _rig.Runtime.DisposeAsync();
        await IsAsync("acknowledge-alarm", """{"alarmId":"x"}""", CommandStatus.Busy, "did not answer");
    }

    private async Task IsAsync(string name, string arguments, CommandStatus status, string detail)
    {
        var reply = await _rig.RunAsync(name, arguments);
        Assert.True(reply.Status == status && reply.Detail.Contains(detail, StringComparison.Ordinal), reply.ToString());
    }
}
