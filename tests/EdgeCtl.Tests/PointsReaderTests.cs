using System.Text;
using EdgeCtl.Watch;

namespace EdgeCtl.Tests;

public class PointsReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 11, 0, 2, TimeSpan.Zero);

    [Fact]
    public void Values_states_and_points_without_a_reading_are_shown()
    {
        const string answer = """
            { "gateway": "g", "points": [
              { "name": "sump/level", "label": "液位", "unit": "m", "value": 1.23456, "quality": "good", "at": "2026-11-24T11:00:00.500Z", "new": [1] },
              { "name": "pump-1/running", "states": { "0": "stopped", "1": "running" }, "value": 1, "quality": "good" },
              { "name": "sump/lost", "unit": "m", "quality": "timeout", "at": "yesterday" },
              { "name": "meter/personal", "unit": "kWh" } ] }
            """;
        Assert.True(PointsReader.TryRead(Encoding.UTF8.GetBytes(answer), Now, out var rows, out _));
        Assert.Equal(
            [
                new PointRow("sump/level", "液位", "1.235", "m", "good", 1500),
                new PointRow("pump-1/running", "", "running", "", "good", null),
                new PointRow("sump/lost", "", "-", "m", "timeout", null),
                new PointRow("meter/personal", "", "-", "kWh", "", null),
            ],
            rows);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{ "points": 3 }""")]
    public void What_is_no_answer_of_a_gateway_is_told(string answer)
    {
        Assert.False(PointsReader.TryRead(Encoding.UTF8.GetBytes(answer), Now, out var rows, out var fault));
        Assert.Empty(rows);
        Assert.NotEmpty(fault);
    }

    [Fact]
    public void Watch_says_when_nobody_answers()
    {
        var (status, all) = Edgectl.Run("watch", "--once", "--url", "http://127.0.0.1:1");
        Assert.Equal(2, status);
        Assert.Contains("http://127.0.0.1:1/v1/points is not reached", all, StringComparison.Ordinal);
        Assert.Equal(2, Edgectl.Run("watch", "--url", "nonsense").Status);
    }
}
