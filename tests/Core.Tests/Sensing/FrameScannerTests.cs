using System.Text;
using EdgeAgent.Core.Sensing.Framing;

namespace EdgeAgent.Core.Tests.Sensing;

/// <summary>Frames in a stream: here `&lt;`, a digit for the length, that many letters, `&gt;`.</summary>
public sealed class FrameScannerTests
{
    [Theory]
    [InlineData("<2ab>", "<2ab>")]
    [InlineData("xx<2ab>yy<1c>", "<2ab> <1c>")]
    [InlineData("<9<2ab>", "<2ab>")]
    [InlineData("<2a<2ab>", "<2ab>")]
    [InlineData("<<<<<1z><0>", "<1z> <0>")]
    [InlineData("<5abc", "")]
    public void Frames_are_found_at_every_split(string stream, string expected)
    {
        for (var cut = 0; cut <= stream.Length; cut++)
        {
            var scanner = new Scanner();
            var found = Feed(scanner, stream[..cut]).Concat(Feed(scanner, stream[cut..])).ToList();
            Assert.Equal(expected, string.Join(' ', found));
            Assert.Equal(stream.Length, found.Sum(f => f.Length) + scanner.Strays + scanner.Held);
        }

        var single = new Scanner();
        Assert.Equal(expected, string.Join(' ', stream.SelectMany(c => Feed(single, c.ToString()))));
    }

    [Fact]
    public void Noise_without_end_is_bounded_and_a_frame_after_it_is_found()
    {
        var scanner = new Scanner();
        Assert.Empty(Feed(scanner, new string('<', 10_000)));
        Assert.InRange(scanner.Held, 0, 24);
        Assert.Equal("<2ab>", Assert.Single(Feed(scanner, "<2ab>")));
    }

    private static List<string> Feed(Scanner scanner, string text)
    {
        var found = new List<string>();
        ReadOnlySpan<byte> bytes = Encoding.ASCII.GetBytes(text);
        while (!bytes.IsEmpty)
        {
            scanner.Take(ref bytes);
            while (scanner.TryNext(out var frame))
            {
                found.Add(Encoding.ASCII.GetString(frame));
            }
        }

        return found;
    }

    private sealed class Scanner() : FrameScanner(24)
    {
        protected override FrameVerdict Judge(ReadOnlySpan<byte> rest, out int length)
        {
            length = 1;
            if (rest[0] != '<')
            {
                return FrameVerdict.No;
            }

            if (rest.Length < 2)
            {
                return FrameVerdict.Later;
            }

            if (rest[1] is < (byte)'0' or > (byte)'9')
            {
                return FrameVerdict.No;
            }

            var whole = rest[1] - '0' + 3;
            if (rest.Length < whole)
            {
                return FrameVerdict.Later;
            }

            length = rest[whole - 1] == '>' ? whole : 1;
            return length > 1 ? FrameVerdict.Frame : FrameVerdict.No;
        }
    }
}
