using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Inference.Video.Cameras;
using EdgeAgent.Inference.Video.Geometry;
using EdgeAgent.Inference.Video.Hosting;
using EdgeAgent.Inference.Video.Infer;

namespace EdgeAgent.Inference.Video.Tests.Hosting;

/// <summary>What becomes of what a module's process tells of a camera. Its points: rate, gate in, gate out, wrong way, from index 7 on; its device: 3.</summary>
public sealed class CameraReadingsTests
{
    private const long SecondNs = 1_000_000_000;
    private static readonly CameraPlan Plan = new("lane", new StreamPlan(StreamKind.File, "/c"), [new LinePlan(new PictureLine("gate", 0, 0, 1, 1), ["person"]) { WrongWayIsIn = true }], []);

    private readonly CameraReadings _camera = new(Plan, 7, 3);
    private readonly List<Reading> _readings = [];
    private readonly List<DeviceChange> _changes = [];
    private long _ns = 100 * SecondNs;

    public CameraReadingsTests()
    {
        _camera.BeginProcess(_ns, _readings);
        _camera.Step(_ns, _readings, _changes);
        Assert.Empty(_readings);
    }

    [Fact]
    public void A_second_gives_a_reading_of_each_point()
    {
        Assert.True(Tell(5, 1, 2, 0));
        Assert.Equal([(7, 5d), (8, 1d), (9, 2d), (10, 0d)], _readings.Select(r => (r.Point, r.Value)));
        Assert.All(_readings, r => Assert.Equal((Quality.Good, _ns), (r.Quality, r.MonoNs)));
        Assert.Empty(_changes);
    }

    [Fact]
    public void Between_two_seconds_the_points_of_events_alone_are_told()
    {
        Assert.True(Tell(5, 1, 2, 0));
        _readings.Clear();
        Assert.True(Tell(Report(_ns + (SecondNs / 2), 5, 2, 2, 1) with { IsExtra = true }));
        Assert.Equal((10, 1d), Assert.Single(_readings) is var r ? (r.Point, r.Value) : default);
        _readings.Clear();
        Assert.True(Tell(Report(_ns + (SecondNs / 2), 5, 2, 2, 1) with { IsExtra = true, Quality = Quality.Timeout }));
        Assert.Empty(_readings);

        // An extra does not keep the second from being told as silent.
        _camera.Step(_ns + (16 * SecondNs / 10), _readings, _changes);
        Assert.Equal(4, _readings.Count);
    }

    [Fact]
    public void A_second_that_is_not_good_gives_readings_without_values()
    {
        Assert.True(Tell(Report(_ns += SecondNs, 0, 1, 2, 0) with { Quality = Quality.PortGone, Fault = "gone" }));
        Assert.Equal([7, 8, 9, 10], _readings.Select(r => r.Point));
        Assert.All(_readings, r => Assert.True(r.Quality == Quality.PortGone && double.IsNaN(r.Value)));
    }

    [Fact]
    public void Silence_is_told_once_a_second_until_the_camera_is_lost_and_back()
    {
        Assert.True(Tell(5, 1, 2, 0));
        var goodNs = _ns;
        _readings.Clear();
        for (var i = 0; i < 150; i++)
        {
            _camera.Step(_ns += SecondNs / 10, _readings, _changes);
        }

        Assert.Equal(14 * 4, _readings.Count);
        Assert.All(_readings, r => Assert.True(r.Quality == Quality.Exception && double.IsNaN(r.Value)));
        Assert.Equal(Enumerable.Range(1, 14).Select(i => goodNs + (i * SecondNs)), _readings.Where(r => r.Point == 7).Select(r => r.MonoNs));
        Assert.Equal(new DeviceChange(3, Lost: true, Quality.Exception, goodNs + (11 * SecondNs), goodNs), Assert.Single(_changes));
        Assert.True(_camera.IsLost);

        Assert.True(Tell(5, 1, 2, 0));
        Assert.Equal(new DeviceChange(3, Lost: false, Quality.Good, _ns, _ns), _changes[1]);
        Assert.False(_camera.IsLost);
    }

    [Fact]
    public void A_camera_without_a_good_second_for_ten_is_lost_for_the_reason_of_the_last()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.True(Tell(Report(_ns += SecondNs, 0, 0, 0, 0) with { Quality = Quality.NotPolled }));
        }

        Assert.Empty(_changes);
        Assert.True(Tell(Report(_ns += SecondNs, 0, 0, 0, 0) with { Quality = Quality.PortGone }));
        Assert.True(Tell(Report(_ns += SecondNs, 0, 0, 0, 0) with { Quality = Quality.PortGone }));
        Assert.Equal(new DeviceChange(3, Lost: true, Quality.PortGone, _ns - SecondNs, 0), Assert.Single(_changes));
    }

    [Fact]
    public void A_good_second_between_bad_ones_is_enough()
    {
        for (var i = 0; i < 60; i++)
        {
            Assert.True(Tell(Report(_ns += SecondNs, 0, 0, 0, 0) with { Quality = i % 9 == 0 ? Quality.Good : Quality.Timeout }));
        }

        Assert.Empty(_changes);
    }

    [Fact]
    public void Counters_go_on_over_processes()
    {
        Assert.True(Tell(5, 10, 3, 0));
        Next();
        Assert.True(Tell(5, 0, 0, 0));
        Assert.Equal((10, 3), Counters());
        Assert.True(Tell(5, 2, 1, 0));
        Assert.Equal((12, 4), Counters());

        // What was told while the stream was away counts, and so does an extra before the end.
        Assert.True(Tell(Report(_ns += SecondNs, 0, 4, 1, 0) with { Quality = Quality.Timeout }));
        Assert.True(Tell(Report(_ns, 0, 5, 1, 1) with { IsExtra = true }));
        Next();
        Next();
        Assert.True(Tell(5, 1, 0, 0));
        Assert.Equal((16, 4), Counters());
        Assert.Equal(5, _readings[^4].Value);
    }

    [Fact]
    public void Another_process_is_told_by_a_reading_without_value()
    {
        _camera.BeginProcess(_ns, _readings);
        Assert.Equal([7, 8, 9, 10], _readings.Select(r => r.Point));
        Assert.All(_readings, r => Assert.True(r.Quality == Quality.Exception && r.MonoNs == _ns));
    }

    [Theory]
    [InlineData(5, -1, 0, 0)]
    [InlineData(double.NaN, 0, 0, 0)]
    [InlineData(double.PositiveInfinity, 0, 0, 0)]
    [InlineData(5, 1e300, 0, 0)]
    [InlineData(5, 9, 5, 0)]
    [InlineData(5, 10, 4, 0)]
    [InlineData(5, 10, 5, 2)]
    [InlineData(5, 10, 5, 0.5)]
    public void What_cannot_be_is_refused(double rate, double goesIn, double goesOut, double wrongWay)
    {
        Assert.True(Tell(5, 10, 5, 0));
        _readings.Clear();
        Assert.False(Tell(rate, goesIn, goesOut, wrongWay));
        Assert.False(Tell(Report(_ns, rate, goesIn, goesOut, wrongWay) with { IsExtra = true }));
        Assert.Empty(_readings);
    }

    [Fact]
    public void Too_few_or_too_many_values_are_refused()
    {
        Assert.False(Tell(5, 10, 5));
        Assert.False(Tell(5, 10, 5, 0, 0));
        Assert.False(Tell());
        Assert.Empty(_readings);
    }

    [Fact]
    public void Times_that_cannot_be_are_refused()
    {
        Assert.False(_camera.Step(Report(_ns + 1, 5, 0, 0, 0), _ns, _readings, _changes));
        Assert.False(_camera.Step(Report(long.MaxValue, 5, 0, 0, 0) with { IsExtra = true }, _ns, _readings, _changes));
        Assert.False(_camera.Step(Report(-1, 5, 0, 0, 0), _ns, _readings, _changes));
        Assert.Empty(_readings);
    }

    [Fact]
    public void A_second_that_was_told_as_silent_is_not_told_again_but_its_counts_are_kept()
    {
        Assert.True(Tell(5, 1, 0, 0));
        var fromNs = _ns;
        _camera.Step(_ns += 3 * SecondNs, _readings, _changes);
        _readings.Clear();
        Assert.True(Tell(Report(fromNs + SecondNs, 5, 4, 0, 0)));
        Assert.Empty(_readings);
        Assert.False(Tell(5, 3, 0, 0));
        Assert.True(Tell(5, 4, 0, 0));
        Assert.Equal(4, _readings.Count);
    }

    [Fact]
    public void After_a_long_sleep_one_minute_is_told_as_silent()
    {
        Assert.True(Tell(5, 1, 0, 0));
        _readings.Clear();
        _camera.Step(_ns += 86_400 * SecondNs, _readings, _changes);
        Assert.InRange(_readings.Count, 4 * 58, 4 * 60);
        Assert.True(_camera.IsLost);
        Assert.True(Tell(5, 1, 0, 0));
        Assert.False(_camera.IsLost);
    }

    private static CameraReport Report(long ns, params double[] values) => new(0, ns, Quality.Good, "", IsExtra: false, values, default);

    private (double GoesIn, double GoesOut) Counters() => (_readings[^3].Value, _readings[^2].Value);

    private void Next() => _camera.BeginProcess(_ns, _readings);

    private bool Tell(params double[] values) => Tell(Report(_ns += SecondNs, values));

    private bool Tell(CameraReport report) => _camera.Step(report, Math.Max(_ns, report.MonoNs), _readings, _changes);
}
