using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Config.JsonPaths;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Mqtt;

/// <summary>Paths against a table of cases, and against a document of the runtime.</summary>
public sealed class JsonPathTests
{
    private const string Uplink = """
        { "deduplicationId": "3ac7e3c4-4401-4b8d-9386-a5c902f9202d", "fCnt": 152, "rxInfo": [ { "gatewayId": "a", "rssi": -48, "snr": 9.2 }, { "rssi": -90, "gatewayId": "b" } ],
          "object": { "temperature": 21.5, "door": "open", "wet": false, "battery": null, "deep": { "er": [ 1, [ 2, 3 ] ] } }, "a.b": 7, "it's": 8, "温度": 9, "x\u0079z": 10,
          "twice": 1, "twice": 2, "part": { "v": 1 }, "part": { "w": 2 } }
        """;

    [Theory]
    [InlineData("$.fCnt", "152")]
    [InlineData("$.rxInfo[0].rssi", "-48")]
    [InlineData("$.rxInfo[1].rssi", "-90")]
    [InlineData("$.rxInfo[2].rssi", null)]
    [InlineData("$.rxInfo[?(@.gatewayId=='b')].rssi", "-90")]
    [InlineData("$.rxInfo[?(@.gatewayId == \"a\")].snr", "9.2")]
    [InlineData("$.rxInfo[?(@.rssi==-90)].gatewayId", "\"b\"")]
    [InlineData("$.rxInfo[?(@.gatewayId=='c')].rssi", null)]
    [InlineData("$.object.temperature", "21.5")]
    [InlineData("$['object']['door']", "\"open\"")]
    [InlineData("$.object.wet", "false")]
    [InlineData("$.object.battery", "null")]
    [InlineData("$.object.none", null)]
    [InlineData("$.object.deep.er[1][0]", "2")]
    [InlineData("$.object.deep.er[0][0]", null)]
    [InlineData("$.object", "{")]
    [InlineData("$.rxInfo", "[")]
    [InlineData("$.rxInfo.rssi", null)]
    [InlineData("$.object[0]", null)]
    [InlineData("$.fCnt.more", null)]
    [InlineData("$['a.b']", "7")]
    [InlineData("$['it\\'s']", "8")]
    [InlineData("$[\"it's\"]", "8")]
    [InlineData("$.温度", "9")]
    [InlineData("$.xyz", "10")]
    [InlineData("$.twice", "2")]
    [InlineData("$.part.v", null)]
    [InlineData("$.part.w", "2")]
    [InlineData("$", "{")]
    public void Path_leads_to_its_value(string text, string? expected)
    {
        var json = Encoding.UTF8.GetBytes(Uplink);
        var set = SetOf(text);
        Assert.True(set.TryEvaluate(json));
        var hit = set.Hits[0];
        Assert.Equal(expected, hit.Kind == JsonHitKind.Missing ? null : Encoding.UTF8.GetString(hit.In(json)));
    }

    [Theory]
    [InlineData("", "does not begin with $ at character 1")]
    [InlineData("object", "does not begin with $ at character 1")]
    [InlineData("$object", "neither . nor [ at character 2")]
    [InlineData("$.", "no name at character 3")]
    [InlineData("$..a", "no name at character 3")]
    [InlineData("$.a.*", "no name at character 5")]
    [InlineData("$[*]", "no index")]
    [InlineData("$[-1]", "no index")]
    [InlineData("$[01]", "no index")]
    [InlineData("$[65536]", "no index")]
    [InlineData("$[0", "no ] at character 4")]
    [InlineData("$['a", "no ' at character 5")]
    [InlineData("$['a\\n']", "neither \\ nor a quotation mark")]
    [InlineData("$[?(@.a>1)]", "no == at character")]
    [InlineData("$[?(@.a==x)]", "no text in quotation marks")]
    [InlineData("$[?(@.a==1]", "no )]")]
    [InlineData("$.a b", "neither . nor [ at character 4")]
    [InlineData("$.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a", "more than 16 steps")]
    public void Wrong_path_is_told_with_its_place(string text, string fault)
    {
        Assert.False(JsonPath.TryParse(text, out _, out var told));
        Assert.Contains(fault, told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("{")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":1}x")]
    [InlineData("{\"a\":1}{}")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("{\"a\":Infinity}")]
    [InlineData("{\"a\":01}")]
    [InlineData("{\"a\":+1}")]
    [InlineData("{a:1}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":1/*c*/}")]
    [InlineData("[1,2")]
    [InlineData("{\"a\":\"\u0001\"}")]
    public void What_is_no_document_finds_nothing(string json)
    {
        var set = SetOf("$.a");
        Assert.False(set.TryEvaluate(Encoding.UTF8.GetBytes(json)));
        Assert.Equal(JsonHitKind.Missing, set.Hits[0].Kind);
    }

    [Fact]
    public void Half_a_character_and_too_deep_a_document_find_nothing()
    {
        var set = SetOf("$.a");
        Assert.False(set.TryEvaluate([(byte)'{', (byte)'"', (byte)'a', (byte)'"', (byte)':', (byte)'"', 0xC3, (byte)'"', (byte)'}']));
        Assert.True(set.TryEvaluate(Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 31) + new string(']', 31) + "}")));
        Assert.False(set.TryEvaluate(Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 32) + new string(']', 32) + "}")));
        Assert.False(set.TryEvaluate(Encoding.UTF8.GetBytes(new string('[', 60_000))));
    }

    [Theory]
    [InlineData("ON", JsonHitKind.Word, "ON")]
    [InlineData(" ON\n", JsonHitKind.Word, "ON")]
    [InlineData("21.5", JsonHitKind.Number, "21.5")]
    [InlineData("\"ON\"", JsonHitKind.Text, "\"ON\"")]
    [InlineData("true", JsonHitKind.True, "true")]
    [InlineData("NaN", JsonHitKind.Word, "NaN")]
    [InlineData("+3", JsonHitKind.Word, "+3")]
    public void Whole_payload_may_be_one_word(string payload, JsonHitKind kind, string text)
    {
        var set = SetOf("$", "$.a");
        var bytes = Encoding.UTF8.GetBytes(payload);
        Assert.True(set.TryEvaluateWord(bytes));
        Assert.Equal((kind, text, JsonHitKind.Missing), (set.Hits[0].Kind, Encoding.UTF8.GetString(set.Hits[0].In(bytes)), set.Hits[1].Kind));
        Assert.False(set.TryEvaluateWord("{ON"u8));
        Assert.False(set.TryEvaluateWord("a\0b"u8));
        Assert.False(set.TryEvaluateWord([0xFF, 0x41]));
    }

    [Fact]
    public void Every_path_finds_what_a_document_of_the_runtime_holds()
    {
        var seed = TestSeed.Draw();
        var random = new Random(seed);
        var found = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var text = new StringBuilder();
            Write(text, random, 0);
            var json = Encoding.UTF8.GetBytes(text.ToString());
            using var document = JsonDocument.Parse(json);
            var paths = Enumerable.Range(0, 4).Select(_ => PathText(random)).ToArray();
            var set = SetOf(paths);
            Assert.True(set.TryEvaluate(json), text.ToString());
            for (var i = 0; i < paths.Length; i++)
            {
                var expected = Find(document.RootElement, PathOf(paths[i]).Steps);
                var hit = set.Hits[i];
                var actual = hit.Kind == JsonHitKind.Missing ? null : Encoding.UTF8.GetString(hit.In(json));
                var raw = expected is { } e ? e.ValueKind is JsonValueKind.Object ? "{" : e.ValueKind is JsonValueKind.Array ? "[" : e.GetRawText() : null;
                Assert.True(raw == actual, $"seed {seed}: {paths[i]} in {text}: {raw} expected, {actual} found");
                found += raw is null ? 0 : 1;
            }
        }

        Assert.True(found > 10_000, $"{found} of the paths led to anything");
    }

    [Fact]
    public void Evaluating_allocates_nothing()
    {
        var json = Encoding.UTF8.GetBytes(Uplink);
        var set = SetOf("$.object.temperature", "$.rxInfo[0].rssi", "$.rxInfo[?(@.gatewayId=='b')].rssi", "$.xyz", "$.object.door", "$.fCnt");
        Assert.True(set.TryEvaluate(json));
        Assert.True(set.Hits[4].Is("open"u8, json));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var sum = 0.0;
        for (var i = 0; i < 10_000; i++)
        {
            _ = set.TryEvaluate(json);
            sum += set.Hits[0].Number + (set.Hits[4].Is("open"u8, json) ? 1 : 0);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(225_000, sum);
        Assert.Equal(0, allocated);
    }

    [Theory]
    [InlineData("\"2022-07-18T09:34:15.775023242+00:00\"", 1_658_136_855_775)]
    [InlineData("\"2022-07-18T09:34:15Z\"", 1_658_136_855_000)]
    [InlineData("\"2022-07-18T17:34:15+08:00\"", 1_658_136_855_000)]
    [InlineData("\"2022-07-18T09:34:15\"", null)]
    [InlineData("\"yesterday\"", null)]
    [InlineData("17", null)]
    public void Moment_needs_an_offset_from_utc(string text, long? expected)
    {
        var set = SetOf("$");
        var json = Encoding.UTF8.GetBytes(text);
        Assert.True(set.TryEvaluate(json));
        Assert.Equal(expected, set.Hits[0].TryMoment(json, out var utcMs) ? utcMs : null);
    }

    private static JsonPathSet SetOf(params string[] paths) => new([.. paths.Select(PathOf)]);

    private static JsonPath PathOf(string text)
    {
        Assert.True(JsonPath.TryParse(text, out var path, out var fault), $"{text}: {fault}");
        return path;
    }

    private static string PathText(Random random)
    {
        var text = new StringBuilder("$");
        for (var steps = random.Next(0, 4); steps > 0; steps--)
        {
            text.Append(random.Next(6) switch
            {
                0 => string.Create(CultureInfo.InvariantCulture, $"[{random.Next(3)}]"),
                1 => $"['{Name(random)}']",
                2 => string.Create(CultureInfo.InvariantCulture, $"[?(@.{Name(random)}=={random.Next(3)})]"),
                _ => $".{Name(random)}",
            });
        }

        return text.ToString();
    }

    private static string Name(Random random) => random.Next(4) switch { 0 => "a", 1 => "b", 2 => "é", _ => "c" };

    private static void Write(StringBuilder text, Random random, int depth)
    {
        var kind = random.Next(depth == 0 ? 2 : depth > 4 ? 6 : 8);
        var count = random.Next(4);
        switch (kind)
        {
            case 0 or 6:
                text.Append('{');
                for (var i = 0; i < count; i++)
                {
                    var name = Name(random);
                    text.Append(i > 0 ? ", \"" : "\"").Append(random.Next(5) == 0 ? $"\\u{(int)name[0]:x4}" : name).Append("\":");
                    Write(text, random, depth + 1);
                }

                text.Append('}');
                break;
            case 1 or 7:
                text.Append('[');
                for (var i = 0; i < count; i++)
                {
                    text.Append(i > 0 ? " ," : "");
                    Write(text, random, depth + 1);
                }

                text.Append(']');
                break;
            default:
                text.Append(kind switch { 2 => "null", 3 => "true", 4 => "\"x\\\"\"", _ => random.Next(3).ToString(CultureInfo.InvariantCulture) });
                break;
        }
    }

    private static JsonElement? Find(JsonElement element, ReadOnlySpan<JsonPathSegment> steps)
    {
        foreach (var step in steps)
        {
            if (step.Step == JsonPathStep.Name ? element.ValueKind != JsonValueKind.Object : element.ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            var name = Encoding.UTF8.GetString(step.Name);
            JsonElement? next = step.Step switch
            {
                JsonPathStep.Name => element.TryGetProperty(name, out var member) ? member : null,
                JsonPathStep.Index => step.Index < element.GetArrayLength() ? element[step.Index] : null,
                _ => Where(element, name, step.Number!.Value),
            };
            if (next is null)
            {
                return null;
            }

            element = next.Value;
        }

        return element;
    }

    private static JsonElement? Where(JsonElement array, string name, double value)
    {
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number && member.GetDouble().Equals(value))
            {
                return item;
            }
        }

        return null;
    }
}
