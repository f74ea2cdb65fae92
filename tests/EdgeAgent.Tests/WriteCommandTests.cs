using System.Text.Json;
using EdgeAgent.Core.Commands;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Pipeline.Hosting;
using EdgeAgent.Run;
using EdgeAgent.Run.Commands;
using EdgeAgent.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests;

/// <summary>`write`: only what the site lets be written, only values that fit, told as done only when read back, and audited.</summary>
public sealed class WriteCommandTests : IAsyncDisposable
{
    private readonly ValveHost _valve = new();
    private readonly CommandRig _rig;

    public WriteCommandTests()
    {
        var points = new PointDescriptor[]
        {
            new() { Name = "valve/state", PollMs = 1_000, Kind = PointKind.Discrete, Writable = true, States = new Dictionary<int, string> { [0] = "closed", [1] = "open" } },
            new() { Name = "valve/setpoint", PollMs = 1_000, Writable = true, Unit = "bar", RangeMin = 0, RangeMax = 6 },
            new() { Name = "valve/pressure", PollMs = 1_000, Unit = "bar" },
        };
        var device = new DeviceDescriptor("valve", "", false, Grade.Internal);
        var plan = new HostedPlan("bench", (_, _, _) => _valve) { Kind = "fake", Devices = [device], Points = points };
        _rig = new CommandRig(FakeGatewayView.NewSite() with { Sources = [plan], Table = new PointTable(points, [device]) });
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData("""{"point":"valve/state","value":"open"}""", CommandStatus.Done, "valve/state is 1, read back", 1.0)]
    [InlineData("""{"point":"valve/state","value":0}""", CommandStatus.Done, "valve/state is 0, read back", 0.0)]
    [InlineData("""{"point":"valve/setpoint","value":2.5}""", CommandStatus.Done, "is 2.5, read back", 2.5)]
    [InlineData("""{"point":"valve/state","value":"ajar"}""", CommandStatus.Bad, "one of 0 (closed), 1 (open)", double.NaN)]
    [InlineData("""{"point":"valve/state","value":2}""", CommandStatus.Bad, "one of 0 (closed), 1 (open)", double.NaN)]
    [InlineData("""{"point":"valve/setpoint","value":"open"}""", CommandStatus.Bad, "a number in bar", double.NaN)]
    [InlineData("""{"point":"valve/setpoint","value":6.01}""", CommandStatus.Bad, "expected 0 to 6 bar", double.NaN)]
    [InlineData("""{"point":"valve/setpoint","value":1e400}""", CommandStatus.Bad, "\"value\" is 1e400", double.NaN)]
    [InlineData("""{"point":"valve/setpoint"}""", CommandStatus.Bad, "\"value\" is missing", double.NaN)]
    [InlineData("""{"point":"valve/pressure","value":1}""", CommandStatus.Conflict, "needs \"writable\": true", double.NaN)]
    [InlineData("""{"point":"valve/stat","value":1}""", CommandStatus.Unknown, "valve/state", double.NaN)]
    public async Task A_write_is_done_or_told(string arguments, CommandStatus status, string detail, double written)
    {
        var reply = await RunAsync(arguments);
        Assert.Equal(status, reply.Status);
        Assert.Contains(detail, reply.Detail, StringComparison.Ordinal);
        Assert.Equal(written, _valve.Written);
    }

    [Fact]
    public async Task A_write_that_is_not_read_back_is_no_success()
    {
        _valve.Outcome = new WriteOutcome(false, Quality.Good, 0, "written 1, read back 0");
        var reply = await RunAsync("""{"point":"valve/state","value":1}""");
        Assert.Equal((CommandStatus.Conflict, "valve/state is not confirmed: written 1, read back 0"), (reply.Status, reply.Detail));
    }

    [Fact]
    public async Task Every_write_is_audited_with_who_and_what_came_of_it()
    {
        await RunAsync("""{"point":"valve/state","value":"open"}""");
        await RunAsync("""{"point":"valve/pressure","value":1}""");
        var audits = await _rig.AuditsAsync(2);
        Assert.Equal(["done", "refused"], audits.Select(a => a.GetProperty("outcome").GetString()));
        Assert.All(audits, a => Assert.Equal(("token:desk", "write"), (a.GetProperty("actor").GetString(), a.GetProperty("target").GetString())));
        Assert.Contains("read back", audits[0].GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private Task<CommandReply> RunAsync(string arguments) => _rig.RunAsync("write", arguments, "token:desk");

    private sealed class ValveHost : ISourceHost
    {
        public bool IsOpen => true;

        public string Fault => "";

        public BusStatistics Statistics { get; } = new();

        public double Written { get; private set; } = double.NaN;

        public WriteOutcome? Outcome { get; set; }

        public void Start()
        {
        }

        public bool TryWrite(PointWrite write)
        {
            Written = write.Value;
            write.End(Outcome ?? new WriteOutcome(true, Quality.Good, write.Value, ""));
            return true;
        }

        public void Dispose()
        {
        }
    }
}
