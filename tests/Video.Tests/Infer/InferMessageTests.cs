using System.Text;
using EdgeAgent.Core.Points;
using EdgeAgent.Inference.Video.Infer;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Inference.Video.Tests.Infer;

/// <summary>What a module's process tells by standard output, and what the agent makes of it when the process is broken.</summary>
public sealed class InferMessageTests
{
    private static readonly CameraReport Report = new(3, 123_456_789_012_345, Quality.Malformed, "pictures come in \"another\" size\n弄", IsExtra: true, [0, 4.25, 1e15, 0.1], new CameraCounts(1, 2, 3, 4, 5, long.MaxValue));

    private static readonly InferMessage[] All =
    [
        new ReadyMessage("1.19.2"), new BeatMessage(0), new BeatMessage(long.MaxValue), new FaultMessage("the model \"x\" is broken\n\U0001F6B2"),
        new PictureMessage(2, 5, "yard.loitering", [.. Enumerable.Range(0, 1_000).Select(i => (byte)(i * 7))], ""), new PictureMessage(2, 5, "", [], "ffmpeg does not end"),
        new ReportMessage(Report), new ReportMessage(Report with { Values = [], Fault = "", IsExtra = false, Quality = Quality.Good, Counts = default }),
    ];

    [Fact]
    public void Every_message_arrives_as_it_was_told_a_line_each()
    {
        var lines = Lines(All);
        Assert.Equal(All.Length, lines.Count);
        for (var i = 0; i < All.Length; i++)
        {
            Assert.Equivalent(All[i], InferReader.Read(lines[i]), strict: true);
        }
    }

    [Fact]
    public void Every_quality_arrives()
    {
        for (var i = 0; i < QualityNames.Count; i++)
        {
            var line = Lines(new ReportMessage(Report with { Quality = (Quality)i }))[0];
            Assert.Equal((Quality)i, Assert.IsType<ReportMessage>(InferReader.Read(line)).Report.Quality);
        }
    }

    [Fact]
    public void The_largest_picture_is_shorter_than_the_longest_line() =>
        Assert.InRange(Lines(new PictureMessage(31, long.MaxValue, new string('r', 128), new byte[(4 << 20) + (1 << 16)], ""))[0].Length, 4 << 20, InferReader.MostBytes);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("\"beat\"")]
    [InlineData("{\"beat\":\"1\"}")]
    [InlineData("{\"beat\":1e300}")]
    [InlineData("{\"beat\":0.5}")]
    [InlineData("{\"beat\":99999999999999999999}")]
    [InlineData("{\"beat\":null}")]
    [InlineData("{\"camera\":0}")]
    [InlineData("{\"camera\":5000000000,\"ns\":1,\"quality\":\"good\",\"values\":[],\"counts\":[0,0,0,0,0,0]}")]
    [InlineData("{\"camera\":0,\"quality\":\"good\",\"values\":[],\"counts\":[0,0,0,0,0,0]}")]
    [InlineData("{\"camera\":0,\"ns\":1,\"quality\":\"fine\",\"values\":[],\"counts\":[0,0,0,0,0,0]}")]
    [InlineData("{\"camera\":0,\"ns\":1,\"quality\":\"good\",\"values\":[],\"counts\":[0,0,0,0,0]}")]
    [InlineData("{\"camera\":0,\"ns\":1,\"quality\":\"good\",\"values\":[null],\"counts\":[0,0,0,0,0,0]}")]
    [InlineData("{\"camera\":0,\"ns\":1,\"quality\":\"good\",\"values\":[\"NaN\"],\"counts\":[0,0,0,0,0,0]}")]
    [InlineData("{\"camera\":0,\"ns\":1,\"quality\":\"good\",\"values\":[NaN],\"counts\":[0,0,0,0,0,0]}")]
    [InlineData("{\"camera\":0,\"ns\":1,\"quality\":\"good\",\"fault\":\"\\ud83d\",\"values\":[],\"counts\":[0,0,0,0,0,0]}")]
    [InlineData("{\"picture\":0,\"ns\":1,\"jpeg\":\"?\"}")]
    [InlineData("{\"picture\":0,\"ns\":1}")]
    [InlineData("{\"picture\":0,\"ns\":1,\"jpeg\":5}")]
    [InlineData("{\"beat\":1}{\"beat\":1}")]
    public void What_is_no_message_is_none(string line) => Assert.Null(InferReader.Read(Encoding.UTF8.GetBytes(line)));

    [Fact]
    public void A_number_beyond_all_bounds_is_left_to_whoever_knows_the_point()
    {
        var message = InferReader.Read("{\"camera\":0,\"ns\":1,\"quality\":\"good\",\"values\":[1e999],\"counts\":[0,0,0,0,0,0]}"u8.ToArray());
        Assert.Equal([double.PositiveInfinity], Assert.IsType<ReportMessage>(message).Report.Values);
    }

    [Fact]
    public void A_long_text_is_cut_and_never_within_a_character()
    {
        var fault = "a" + string.Concat(Enumerable.Repeat("\U0001F6B2", 5_000));
        var read = Assert.IsType<FaultMessage>(InferReader.Read(Lines(new FaultMessage(fault))[0]));
        Assert.Equal(999, read.Text.Length);
        Assert.Equal(read, InferReader.Read(Lines(read)[0]));
    }

    [Fact]
    public void Depth_beyond_reason_is_no_message()
    {
        var deep = new string('[', 100_000);
        Assert.Null(InferReader.Read(Encoding.UTF8.GetBytes($"{{\"values\":{deep}")));
    }

    [Fact]
    public void Lines_that_are_cut_or_changed_never_throw()
    {
        var seed = TestSeed.Draw();
        var random = new Random(seed);
        var lines = Lines(All).Select(l => l.ToArray()).ToList();
        var read = 0;
        for (var i = 0; i < 50_000; i++)
        {
            var line = FrameFuzz.Mutate(lines, random);
            try
            {
                read += InferReader.Read(line) is null ? 0 : 1;
            }
            catch (Exception e)
            {
                Assert.Fail($"{e.GetType().Name}: {Convert.ToHexString(line)} (seed {seed})");
            }
        }

        Assert.InRange(read, 100, 49_000);
    }

    [Fact]
    public void Whoever_writes_at_once_writes_whole_lines()
    {
        using var stream = new MemoryStream();
        var writer = new InferWriter(stream);
        Parallel.For(0, 400, i => writer.Write(All[i % All.Length]));
        var lines = Split(stream);
        Assert.Equal(400, lines.Count);
        Assert.All(lines, l => Assert.NotNull(InferReader.Read(l)));
    }

    private static List<ReadOnlyMemory<byte>> Lines(params InferMessage[] messages)
    {
        using var stream = new MemoryStream();
        var writer = new InferWriter(stream);
        foreach (var message in messages)
        {
            writer.Write(message);
        }

        return Split(stream);
    }

    private static List<ReadOnlyMemory<byte>> Split(MemoryStream stream)
    {
        var (bytes, lines) = (stream.ToArray(), new List<ReadOnlyMemory<byte>>());
        for (var from = 0; from < bytes.Length;)
        {
            var length = bytes.AsSpan(from).IndexOf((byte)'\n');
            lines.Add(bytes.AsMemory(from, length));
            from += length + 1;
        }

        return lines;
    }
}
