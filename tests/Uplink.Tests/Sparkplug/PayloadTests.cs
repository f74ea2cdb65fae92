using System.Globalization;
using System.Text;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Sparkplug.Payload;

namespace EdgeAgent.Tests.Uplink.Sparkplug;

/// <summary>Payloads byte by byte, against the protocol buffers' own tool, and against garbage.</summary>
public sealed class PayloadTests
{
    private static readonly SparkplugPayload Whole = new()
    {
        TimestampMs = 1_790_000_000_123,
        Seq = 255,
        Metrics =
        [
            new SparkplugMetric { Name = "bdSeq", Alias = 0, TimestampMs = 1, Type = SparkplugType.Int64, Value = SparkplugValue.Of(255L) },
            new SparkplugMetric
            {
                Name = "level",
                Alias = 300,
                TimestampMs = 1_790_000_000_000,
                Type = SparkplugType.Double,
                IsHistorical = true,
                Value = SparkplugValue.Of(-1.5),
                Properties = [new("Quality", SparkplugType.Int32, SparkplugValue.Of(192)), new("low", SparkplugType.Double, default), new("unit", SparkplugType.String, SparkplugValue.Of("\u6c34"))],
            },
            new SparkplugMetric { Alias = 2, TimestampMs = 3, IsNull = true },
            new SparkplugMetric { Alias = 4, Value = SparkplugValue.Of(-2) },
            new SparkplugMetric { Alias = 5, Value = SparkplugValue.Of(-3L) },
            new SparkplugMetric { Alias = 6, Value = SparkplugValue.Of(true) },
            new SparkplugMetric { Alias = 7, Value = SparkplugValue.Of("") },
            new SparkplugMetric { Alias = 8, Value = SparkplugValue.Of(0.25f) },
        ],
    };

    [Fact]
    public void What_is_written_is_read_again()
    {
        Assert.True(PayloadReader.TryRead(PayloadWriter.Write(Whole), out var read, out var fault), fault);
        Assert.Equal((Whole.TimestampMs, Whole.Seq), (read.TimestampMs, read.Seq));
        Assert.Equal(Whole.Metrics.Count, read.Metrics.Count);
        Assert.All(Whole.Metrics.Zip(read.Metrics), p =>
        {
            Assert.Equal(p.First with { Properties = [] }, p.Second with { Properties = [] });
            Assert.Equal(p.First.Properties, p.Second.Properties);
        });
    }

    [Fact]
    public void A_death_is_these_bytes()
    {
        // Worked out by hand from the encoding's description: payload 1 = 1000; metric 2 { 1 "bdSeq", 3 = 1000, 4 = 4, 11 = 7 }.
        byte[] expected = [0x08, 0xe8, 0x07, 0x12, 0x0e, 0x0a, 0x05, .. "bdSeq"u8, 0x18, 0xe8, 0x07, 0x20, 0x04, 0x58, 0x07];
        expected[4] = (byte)(expected.Length - 5);
        var death = new SparkplugPayload { TimestampMs = 1_000, Metrics = [new SparkplugMetric { Name = "bdSeq", TimestampMs = 1_000, Type = SparkplugType.Int64, Value = SparkplugValue.Of(7L) }] };
        Assert.Equal(expected, PayloadWriter.Write(death));
    }

    [Fact]
    public void Protoc_reads_the_fields_that_were_meant()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/protoc"), "protobuf-compiler is not installed");
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["payload"], PayloadWriter.Write(Whole));
        using var protoc = new ChildProcess("bash", ["-c", $"protoc --decode_raw < '{folder["payload"]}'"]);
        Assert.True(protoc.WaitForExit(30_000) == 0, protoc.All);
        var text = string.Join('\n', protoc.Output.Select(l => l.Trim()));
        string[] expected =
        [
            "1: 1790000000123\n2 {\n1: \"bdSeq\"\n2: 0\n3: 1\n4: 4\n11: 255\n}",
            "1: \"level\"\n2: 300\n3: 1790000000000\n4: 10\n5: 1\n9 {\n1: \"Quality\"\n1: \"low\"\n1: \"unit\"\n2 {\n1: 3\n3: 192\n}\n2 {\n1: 10\n2: 1\n}\n2 {\n1: 12\n8: \"\\346\\260\\264\"\n}\n}\n13: 0xbff8000000000000",
            "2 {\n2: 2\n3: 3\n7: 1\n}",
            "2: 4\n10: 4294967294",
            "2: 5\n11: 18446744073709551613",
            "2: 6\n14: 1",
            "2: 7\n15: \"\"",
            "2: 8\n12: 0x3e800000",
        ];
        Assert.All(expected, e => Assert.Contains(e, text, StringComparison.Ordinal));
        Assert.EndsWith("3: 255", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_fields_are_passed_over()
    {
        // uuid (4), body (5), a metric's metadata (8), is_transient (6), data set (17), and a field of the future.
        byte[] bytes = [0x22, 1, (byte)'u', 0x2a, 1, 9, 0x12, 13, 0x0a, 1, (byte)'m', 0x30, 1, 0x42, 2, 0x08, 1, 0x8a, 0x01, 1, 0, 0x98, 0x06, 1];
        bytes[7] = (byte)(bytes.Length - 8 - 3);
        Assert.True(PayloadReader.TryRead(bytes, out var payload, out var fault), fault);
        var metric = Assert.Single(payload.Metrics);
        Assert.Equal(("m", SparkplugValueKind.Other), (metric.Name, metric.Value.Kind));
    }

    [Fact]
    public void Every_cut_and_every_flipped_bit_is_a_fault_or_a_payload_and_never_an_exception()
    {
        var bytes = PayloadWriter.Write(Whole);
        var refused = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            refused += PayloadReader.TryRead(bytes[..i], out _, out _) ? 0 : 1;
            for (var bit = 0; bit < 8; bit++)
            {
                var flipped = bytes.ToArray();
                flipped[i] ^= (byte)(1 << bit);
                refused += PayloadReader.TryRead(flipped, out _, out _) ? 0 : 1;
            }
        }

        Assert.InRange(refused, bytes.Length / 2, bytes.Length * 9);
    }

    [Fact]
    public void Garbage_never_throws()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            Assert.True(PayloadReader.TryRead(bytes, out _, out var fault) || fault.Length > 0, $"seed {seed.ToString(CultureInfo.InvariantCulture)}");
        }
    }

    [Fact]
    public void Limits_hold()
    {
        Assert.False(PayloadReader.TryRead(new byte[PayloadReader.MaxBytes + 1], out _, out var tooLong));
        Assert.Contains("at most", tooLong, StringComparison.Ordinal);
        var many = new byte[(PayloadReader.MaxMetrics + 1) * 2];
        for (var i = 0; i < many.Length; i += 2)
        {
            many[i] = 0x12;
        }

        Assert.False(PayloadReader.TryRead(many, out _, out var fault));
        Assert.Equal($"more than {PayloadReader.MaxMetrics} metrics", fault);
    }

    [Theory]
    [InlineData("""{"online":true,"timestamp":5}""", true)]
    [InlineData("""{"timestamp":5,"online":false,"more":1}""", true)]
    [InlineData("""{"online":"true","timestamp":5}""", false)]
    [InlineData("""{"online":true}""", false)]
    [InlineData("""{"online":true,"timestamp":"5"}""", false)]
    [InlineData("""{"online":true,"timestamp":1e400}""", false)]
    [InlineData("ONLINE", false)]
    [InlineData("[]", false)]
    [InlineData("", false)]
    public void State_messages_are_read_strictly(string text, bool isGood) =>
        Assert.Equal(isGood, EdgeAgent.Uplink.Sparkplug.HostState.TryParse(Encoding.UTF8.GetBytes(text), out _));
}
