using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Pipeline.Windows;

namespace EdgeAgent.Pipeline.Tests;

public sealed class StationWindowStageTests
{
    private readonly PathFixture _path = new();
    private readonly StationWindowStage _stage = new(PathFixture.Table, PathFixture.Boot);

    private long FromMs => _path.Now.UtcMs - 3_600_000;

    [Fact]
    public void Figures_become_a_window_of_the_point()
    {
        _stage.Step(new StationWindow(4, FromMs, FromMs + 3_600_000, 10, 60, 30, 12), _path.Now, _path.Output);
        var (summary, data) = Assert.Single(_path.Windows("air/dust"));
        Assert.Equal((SummaryType.Window, SummaryClass.Routine, Grade.Internal), (summary.Type, summary.Class, summary.Grade));
        Assert.Equal((FromMs, FromMs + 3_600_000, "ug/m3", 12, 12), (data.FromMs, data.ToMs, data.Unit, data.Expected, data.Good));
        Assert.Equal(new GaugeFigures(10, 60, 30, double.NaN, double.NaN, double.NaN), data.Gauge);
        Assert.Empty(data.Bad);
    }

    [Fact]
    public void Single_value_is_all_figures()
    {
        _stage.Step(new StationWindow(4, FromMs, FromMs + 300_000, double.NaN, double.NaN, 1.6, 1), _path.Now, _path.Output);
        Assert.Equal(new GaugeFigures(1.6, 1.6, 1.6, 1.6, 1.6, 0), Assert.Single(_path.Windows("air/dust")).Data.Gauge);
    }

    [Fact]
    public void Personal_points_have_none()
    {
        _stage.Step(new StationWindow(3, FromMs, FromMs + 300_000, 1, 1, 1, 1), _path.Now, _path.Output);
        Assert.Empty(_path.Output.Summaries);
        Assert.Equal(0, _stage.Refused);
    }

    [Theory]
    [InlineData(0, 0, 1.0, 1)]
    [InlineData(0, -1, 1.0, 1)]
    [InlineData(0, 33L * 86_400_000, 1.0, 1)]
    [InlineData(3 * 86_400_000L, 60_000, 1.0, 1)]
    [InlineData(0, 60_000, double.NaN, 1)]
    [InlineData(0, 60_000, 1.0, 0)]
    [InlineData(0, 60_000, double.PositiveInfinity, 1)]
    [InlineData(-3_000_000_000_000, 60_000, 1.0, 1)]
    public void What_cannot_be_is_refused_and_counted(long fromOffset, long length, double mean, int good)
    {
        _stage.Step(new StationWindow(4, FromMs + fromOffset, FromMs + fromOffset + length, double.NaN, double.NaN, mean, good), _path.Now, _path.Output);
        Assert.Empty(_path.Output.Summaries);
        Assert.Equal(1, _stage.Refused);
    }

    [Fact]
    public void Untold_clock_refuses_no_time_ahead()
    {
        _path.Clock = ClockQuality.Unsynced;
        _stage.Step(new StationWindow(4, FromMs + (400L * 86_400_000), FromMs + (400L * 86_400_000) + 1, 1, 1, 1, 1), _path.Now, _path.Output);
        Assert.Single(_path.Output.Summaries);
    }

    [Fact]
    public void Point_whose_station_makes_its_windows_has_none_of_its_readings()
    {
        var table = new PointTable(
            [new PointDescriptor { Name = "air/dust", Unit = "ug/m3", PollMs = 1_000, StationWindows = true }, new PointDescriptor { Name = "air/so2", Unit = "ug/m3", PollMs = 1_000 }],
            [new DeviceDescriptor("air", "", false, Grade.Internal)]);
        var path = new DataPath(table, 60_000, PathFixture.Boot, "t");
        path.Step(_path.Now, _path.Output);
        path.Step(_path.Good(0, 1), _path.Now, _path.Output);
        path.Step(_path.Good(1, 1), _path.Now, _path.Output);
        path.Step(new StationWindow(0, FromMs, FromMs + 60_000, 1, 2, 1.5, 1), _path.Now, _path.Output);
        _path.MonoMs += 61_000;
        path.Step(_path.Now, _path.Output);
        Assert.Equal(1.5, Assert.Single(_path.Windows("air/dust")).Data.Gauge!.Mean);
        Assert.Equal(1, _path.Windows("air/so2")[0].Data.Good);
    }

    [Fact]
    public void Window_passes_the_store_and_the_wire()
    {
        _stage.Step(new StationWindow(4, FromMs, FromMs + 3_600_000, 10, double.NaN, double.NaN, 1), _path.Now, _path.Output);
        var summary = _path.Output.Summaries[0];
        Assert.True(SummaryCodec.TryDecode(SummaryCodec.Encode(summary), out var decoded));
        Assert.Equal(((WindowData)summary.Data).Gauge, ((WindowData)decoded!.Data).Gauge);
    }
}
