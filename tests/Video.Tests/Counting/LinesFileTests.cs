using EdgeAgent.Core.Config;
using EdgeAgent.Inference.Video.Geometry;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Inference.Video.Tests.Counting;

/// <summary>Files with lines.</summary>
public sealed class LinesFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lines_are_read() => Assert.Equal(
        [new PictureLine("gate", 0.5, 0.2, 0.5, 0.8), new PictureLine("road", 0, 1, 1, 0)],
        Load("""[ { "name": "gate", "from": [0.5, 0.2], "to": [0.5, 0.8] }, { "name": "road", "from": [0, 1], "to": [1, 0] } ]""").Lines);

    [Theory]
    [InlineData("{}", "", "is an object")]
    [InlineData("[]", "", "0 items")]
    [InlineData("""[ { "name": "gate", "from": [0.5, 2], "to": [0.5, 0.8] } ]""", "[0].from[1]", "2 is out of range")]
    [InlineData("""[ { "name": "gate", "from": [0.5], "to": [0.5, 0.8] } ]""", "[0].from", "1 items")]
    [InlineData("""[ { "name": "a", "from": [0, 0], "to": [1, 1] }, { "name": "a", "from": [0, 0], "to": [1, 1] } ]""", "[1].name", "\"a\" stands twice")]
    [InlineData("""[ { "name": "a", "from": [0.5, 0.5], "to": [0.5, 0.5] } ]""", "[0].to", "is where the line begins")]
    public void What_is_wrong_is_told_at_its_place(string text, string path, string problem)
    {
        var (lines, faults) = Load(text);
        Assert.Null(lines);
        Assert.Equal(path, Assert.Single(faults).Path);
        Assert.Contains(problem, faults[0].Problem, StringComparison.Ordinal);
    }

    private (IReadOnlyList<PictureLine>? Lines, List<ConfigFault> Faults) Load(string text)
    {
        File.WriteAllText(_folder["lines.json"], text);
        var faults = new List<ConfigFault>();
        return (LinesFile.Load(_folder["lines.json"], faults), faults);
    }
}
