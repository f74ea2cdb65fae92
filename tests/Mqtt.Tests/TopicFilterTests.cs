using System.Text;
using EdgeAgent.Sensors.Mqtt;

namespace EdgeAgent.Tests.Mqtt;

/// <summary>Filters by the examples of MQTT 5, 4.7.</summary>
public sealed class TopicFilterTests
{
    [Theory]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1/ranking", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true)]
    [InlineData("sport/#", "sport", true)]
    [InlineData("#", "sport/a", true)]
    [InlineData("#", "$SYS/a", false)]
    [InlineData("+/a", "$SYS/a", false)]
    [InlineData("$SYS/#", "$SYS/a", true)]
    [InlineData("sport/tennis/+", "sport/tennis/player1", true)]
    [InlineData("sport/tennis/+", "sport/tennis/player1/ranking", false)]
    [InlineData("sport/+", "sport", false)]
    [InlineData("sport/+", "sport/", true)]
    [InlineData("+/+", "/finance", true)]
    [InlineData("/+", "/finance", true)]
    [InlineData("+", "/finance", false)]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/b", "a/b/", false)]
    [InlineData("a/b", "a/B", false)]
    [InlineData("a//b", "a//b", true)]
    public void Filter_matches(string filter, string topic, bool expected)
    {
        Assert.Null(TopicFilter.FaultOf(filter));
        Assert.Equal(expected, TopicFilter.Of(filter).Matches(Encoding.UTF8.GetBytes(topic)));
    }

    [Theory]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/+", "+/b", true)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "a/b/c", true)]
    [InlineData("#", "$SYS/x", false)]
    [InlineData("a/+", "a/b/c", false)]
    [InlineData("a/b", "a/c", false)]
    [InlineData("a/+/c", "a/b/d", false)]
    [InlineData("a", "a/b", false)]
    public void Filters_overlap(string one, string other, bool expected)
    {
        Assert.Equal(expected, TopicFilter.Of(one).Overlaps(TopicFilter.Of(other)));
        Assert.Equal(expected, TopicFilter.Of(other).Overlaps(TopicFilter.Of(one)));
    }

    [Fact]
    public void Index_finds_what_the_filters_match()
    {
        string[] texts = ["a/+/c", "a/b/d", "b/#", "+/x/y/z", "a/+/c", "$SYS/+", "e//f", "/", "g"];
        var filters = texts.Select(TopicFilter.Of).ToList();
        var index = new TopicIndex(filters);
        var random = new Random(7);
        var found = 0;
        string[] levels = ["a", "b", "c", "d", "e", "f", "g", "x", "y", "z", "", "$SYS"];
        for (var i = 0; i < 100_000; i++)
        {
            var topic = Encoding.UTF8.GetBytes(string.Join('/', Enumerable.Range(0, random.Next(1, 5)).Select(_ => levels[random.Next(levels.Length)])));
            var expected = filters.Select((f, n) => (f, n)).Where(x => x.f.Matches(topic)).Select(x => x.n).ToArray();
            if (expected.Length > 1 && expected is not [0, 4])
            {
                continue;
            }

            Assert.Equal(expected, index.Find(topic).ToArray());
            found += expected.Length;
        }

        Assert.True(found > 1_000);
    }
}
