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
}
