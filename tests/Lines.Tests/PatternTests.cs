using System.Text;
using EdgeAgent.Sensors.Lines;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Lines;

public sealed class PatternTests
{
    [Theory]
    [InlineData("+{level:number},{temp:number}\\r", "+1.25,-3.5", "1.25 -3.5")]
    [InlineData("+{level:number},{temp:number}\\r", "+1.25,-3.5,", null)]
    [InlineData("+{level:number},{temp:number}\\r", "1.25,-3.5", null)]
    [InlineData("+{level:number},{temp:number}\\r", "+1.25;-3.5", null)]
    [InlineData("+{level:number},{temp:number}\\r", "+,1", null)]
    [InlineData("*{a:number}", "*+00012.30", "12.3")]
    [InlineData("*{a:number}", "*  -7.", "-7")]
    [InlineData("*{a:number}", "*.5", "0.5")]
    [InlineData("*{a:number}", "*1.2.3", null)]
    [InlineData("*{a:number}", "*-", null)]
    [InlineData("*{a:number}", "*1e5", null)]
    [InlineData("{a:number}m", "12m", "12")]
    [InlineData("{a:hex}h", "00fFh", "255")]
    [InlineData("{a:hex}", "FFFFFFFFFFFFFFFF", "18446744073709551615")]
    [InlineData("{a:hex}", "FFFFFFFFFFFFFFFF0", null)]
    [InlineData("{t:number:4}{h:number:4}", "0215 655", "215 655")]
    [InlineData("{t:number:4}{h:number:4}", "021 655", null)]
    [InlineData("{_}={a:number}", "anything at all=5", "5")]
    [InlineData("{_:3}{a:number}", "abc5", "5")]
    [InlineData("{_}ab{a:number}", "aab5", "5")]
    [InlineData("{w:word} {a:number}", "OK 5", "NaN 5")]
    [InlineData("{w:word} {a:number}", " 5", null)]
    [InlineData("\\x02{a:number}\\x03\\{\\}\\\\", "\u00025\u0003{}\\", "5")]
    [InlineData("A{address}={a:number}", "A07=5", "5")]
    [InlineData("A{address}={a:number}", "A08=5", null)]
    public void Line_fits_or_not(string pattern, string line, string? values)
    {
        var read = LinePatternReader.Read(pattern, out var fault);
        Assert.Equal("", fault);
        var into = new LineValue[LinePattern.MaxFields];
        var fits = read!.TryMatch(Encoding.Latin1.GetBytes(line), "07"u8, into);
        Assert.Equal(values, fits ? string.Join(' ', into.Take(read.Fields.Count).Select(v => v.Number.ToString("R", System.Globalization.CultureInfo.InvariantCulture))).Replace("1.8446744073709552E+19", "18446744073709551615", StringComparison.Ordinal) : null);
    }

    [Theory]
    [InlineData("abc", "no named field")]
    [InlineData("{a:number", "a { without its }")]
    [InlineData("{a}", "is no field")]
    [InlineData("{a:float}", "is no field")]
    [InlineData("{a:number:0}", "is no field")]
    [InlineData("{a:number:65}", "is no field")]
    [InlineData("{ä:number}", "is no field")]
    [InlineData("{:number}", "is no field")]
    [InlineData("{a:number}{b:number}", "nothing parts two fields")]
    [InlineData("{a:word}{_}", "nothing parts two fields")]
    [InlineData("{a:number},{a:number}", "stands twice")]
    [InlineData("\\q{a:number}", "is no escape")]
    [InlineData("\\x0{a:number}", "is no escape")]
    [InlineData("}{a:number}", "is no escape")]
    [InlineData("é{a:number}", "is no escape")]
    [InlineData("{a:number}\\", "is no escape")]
    public void Pattern_that_is_none(string pattern, string fault)
    {
        Assert.Null(LinePatternReader.Read(pattern, out var told));
        Assert.Contains(fault, told, StringComparison.Ordinal);
    }

    [Fact]
    public void Matching_takes_linear_time()
    {
        var pattern = LinePatternReader.Read(string.Concat(Enumerable.Range(0, 30).Select(i => $"{{_}}a{{n{i}:number}}a")), out _)!;
        var line = Encoding.ASCII.GetBytes(new string('a', LineCollector.MaxLine));
        var values = new LineValue[LinePattern.MaxFields];
        for (var i = 0; i < 100_000; i++)
        {
            Assert.False(pattern.TryMatch(line, default, values));
        }
    }

    [Fact]
    public void Fuzzed_patterns_and_lines_never_throw()
    {
        var random = new Random(7);
        var patterns = new[] { "+{level:number},{temp:number}\\r", "{_}={a:hex:4} {w:word}", "\\x02{address}:{a:number:5}{b:hex}\\x03" }.Select(Encoding.ASCII.GetBytes).ToArray();
        var lines = new[] { "+1.25,-3.5", "abc=00FF OK", "\u000207: 12.5FF\u0003", "+++---...,,," }.Select(Encoding.Latin1.GetBytes).ToArray();
        var values = new LineValue[LinePattern.MaxFields];
        var read = new List<LinePattern>();
        for (var i = 0; i < FrameFuzz.Inputs; i++)
        {
            if (i % 20 == 0 && LinePatternReader.Read(Encoding.Latin1.GetString(FrameFuzz.Mutate(patterns, random)), out var fault) is { } pattern)
            {
                Assert.Equal("", fault);
                read.Add(pattern);
                if (read.Count > 64)
                {
                    read.RemoveAt(0);
                }
            }

            var line = FrameFuzz.Mutate(lines, random);
            foreach (var known in read.TakeLast(4))
            {
                if (known.TryMatch(line, "07"u8, values))
                {
                    Assert.All(values.Take(known.Fields.Count), v => Assert.InRange(v.Start + v.Length, 0, line.Length));
                }
            }
        }

        Assert.True(read.Count > 10);
    }
}
