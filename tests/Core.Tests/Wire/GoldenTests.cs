using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Core.Tests.Wire;

/// <summary>
/// Wire v1 is frozen: what a brain reads and what a store holds must not change. To add a type, add a sample and its two files by running once with
/// EDGE_WRITE_GOLDEN=1, and look at the difference before committing it.
/// </summary>
public sealed class GoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden");

    public static TheoryData<string> Names => [.. WireSamples.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Json_is_as_it_was(string name)
    {
        var text = Render(WireSamples.All[name]);
        Assert.Equal(Golden($"{name}.json", text), text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Stored_form_is_as_it_was(string name)
    {
        var hex = Convert.ToHexString(SummaryCodec.Encode(WireSamples.All[name].Summary)) + "\n";
        Assert.Equal(Golden($"{name}.hex", hex), hex);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Stored_form_reads_back_to_the_same_json(string name)
    {
        var stored = WireSamples.All[name];
        Assert.True(SummaryCodec.TryDecode(SummaryCodec.Encode(stored.Summary), out var read));
        Assert.Equal(Render(stored), Render(stored with { Summary = read! }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_cut_record_is_refused_and_never_throws(string name)
    {
        var record = SummaryCodec.Encode(WireSamples.All[name].Summary);
        for (var length = 0; length < record.Length; length++)
        {
            Assert.False(SummaryCodec.TryDecode(record.AsSpan(0, length), out _));
        }

        Assert.False(SummaryCodec.TryDecode([.. record, 0], out _));
    }

    [Fact]
    public void A_mutated_record_never_throws()
    {
        var random = new Random(20261124);
        var records = WireSamples.All.Values.Select(s => SummaryCodec.Encode(s.Summary)).ToArray();
        for (var i = 0; i < LongRuns.Rounds(200_000, 10_000_000); i++)
        {
            var record = records[random.Next(records.Length)].ToArray();
            for (var n = random.Next(1, 5); n > 0; n--)
            {
                record[random.Next(record.Length)] = (byte)random.Next(256);
            }

            if (SummaryCodec.TryDecode(record, out var summary) && summary!.Data is WindowData or GapData)
            {
                _ = Render(new StoredSummary(1, 1, summary));
            }
        }
    }

    [Fact]
    public void A_routine_window_is_stored_in_150_bytes()
    {
        Assert.InRange(SummaryCodec.Encode(WireSamples.All["window-gauge"].Summary).Length, 60, 140);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_envelope_has_what_CloudEvents_and_wire_v1_ask_for(string name)
    {
        using var document = JsonDocument.Parse(Render(WireSamples.All[name]));
        var root = document.RootElement;
        Assert.Equal("1.0", root.GetProperty("specversion").GetString());
        Assert.Equal($"urn:edge:gateway:{WireSamples.Gateway}", root.GetProperty("source").GetString());
        var sequence = root.GetProperty("sequence").GetString();
        Assert.Equal($"{WireSamples.Gateway}/{WireSamples.Epoch}/{root.GetProperty("edgeclass").GetString()}/{sequence}", root.GetProperty("id").GetString());
        Assert.Equal(JsonValueKind.Object, root.GetProperty("data").ValueKind);
    }

    private static string Render(StoredSummary stored)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, WireJson.Options))
        {
            new CloudEventJson(WireSamples.Gateway, WireSamples.Epoch).Write(writer, stored);
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static string Golden(string file, string actual)
    {
        var path = Path.Combine(Folder, file);
        if (Environment.GetEnvironmentVariable("EDGE_WRITE_GOLDEN") == "1" && !File.Exists(path))
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(path, actual);
        }

        Assert.True(File.Exists(path), $"no golden file {file}");
        return File.ReadAllText(path);
    }
}
