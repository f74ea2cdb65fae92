using System.Text.Json;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Wire;
using EdgeAgent.Pipeline.Capture;

namespace EdgeAgent.Pipeline.Tests;

/// <summary>Capture on virtual time.</summary>
public sealed class CaptureStageTests
{
    private const int Level = 0;
    private const int Hours = 1;
    private const int Personal = 3;
    private readonly PathFixture _path = new();
    private readonly CaptureStage _stage = new(PathFixture.Table, PathFixture.Boot);

    [Fact]
    public void Readings_of_the_named_points_leave_every_ten_seconds_and_stop_at_the_end()
    {
        Assert.Equal(long.MaxValue, _stage.NextDeadlineNs);
        Start(25, Level);
        for (var second = 0; second < 40; second++)
        {
            _stage.Step(second % 5 == 4 ? _path.Bad(Level, Quality.Timeout) : _path.Good(Level, second), _path.Now, _path.Output);
            _stage.Step(_path.Good(Hours, second), _path.Now, _path.Output);
            _path.MonoMs += 1_000;
            _stage.Step(_path.Now, _path.Output);
        }

        Assert.All(_path.Output.Summaries, s => Assert.Equal((SummaryType.Readings, SummaryClass.Bulk, "sump/level"), (s.Type, s.Class, s.Subject)));
        var parts = _path.Output.Summaries.Select(Data).ToList();
        Assert.Equal([10, 10, 5], parts.Select(p => p.GetProperty("count").GetInt32()));
        Assert.Equal(Enumerable.Range(0, 25).Select(i => i % 5 == 4 ? (double?)null : i), parts.SelectMany(p => p.GetProperty("values").EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Null ? (double?)null : v.GetDouble())));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => i * 1_000), parts[0].GetProperty("afterMs").EnumerateArray().Select(v => v.GetInt32()));
        Assert.Equal("timeout", parts[0].GetProperty("qualities")[4].GetString());
        Assert.Equal("m", parts[0].GetProperty("unit").GetString());
        Assert.Equal(WireJson.TimeText(5_000 + _path.OffsetMs), parts[0].GetProperty("from").GetString());
        Assert.Equal(long.MaxValue, _stage.NextDeadlineNs);
    }

    [Fact]
    public void A_fast_point_leaves_in_parts_that_fit()
    {
        Start(60, Level);
        for (var i = 0; i < 1_000; i++)
        {
            _stage.Step(_path.Good(Level, -1.2345678901234567e-300), _path.Now, _path.Output);
        }

        Assert.Equal(1_000 / CaptureStage.MaxReadings, _path.Output.Summaries.Count);
        _stage.Stop(_path.Now, _path.Output);
        Assert.Equal(1_000, _path.Output.Summaries.Sum(s => Data(s).GetProperty("count").GetInt32()));
        Assert.All(_path.Output.Summaries, s => Assert.InRange(((JsonData)s.Data).Utf8.Length, 10, SummaryCodec.MaxJson));
    }

    [Fact]
    public void Another_capture_takes_the_place_of_one_that_runs()
    {
        Start(3_600, Level);
        _stage.Step(_path.Good(Level, 1), _path.Now, _path.Output);
        Start(3_600, Hours);
        _stage.Step(_path.Good(Level, 2), _path.Now, _path.Output);
        _stage.Step(_path.Good(Hours, 3), _path.Now, _path.Output);
        _stage.Stop(_path.Now, _path.Output);
        Assert.Equal(["sump/level", "pump-1/hours"], _path.Output.Summaries.Select(s => s.Subject));
    }

    [Fact]
    public void A_personal_point_is_never_captured()
    {
        Assert.Throws<ArgumentException>(() => Start(60, Personal));
        Assert.Throws<ArgumentException>(() => Start(60, [.. Enumerable.Repeat(Level, CaptureStage.MaxPoints + 1)]));
        Assert.Equal(long.MaxValue, _stage.NextDeadlineNs);
    }

    [Fact]
    public void A_reading_allocates_nothing()
    {
        Start(3_600, Level);
        var reading = _path.Good(Level, 1);
        var now = _path.Now;
        _stage.Step(reading, now, _path.Output);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++)
        {
            _stage.Step(reading, now, _path.Output);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static JsonElement Data(Summary summary)
    {
        using var json = JsonDocument.Parse(((JsonData)summary.Data).Utf8);
        return json.RootElement.Clone();
    }

    private void Start(int seconds, params int[] points) => _stage.Start(points, (_path.MonoMs + (seconds * 1_000L)) * 1_000_000, _path.Now, _path.Output);
}
