using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EdgeAgent.Tests.Uplink;

/// <summary>A line of a subscriber that shows properties.</summary>
internal sealed partial record ReceivedMessage(string Topic, string ContentType, string Properties, byte[] Payload)
{
    /// <summary>The cursor that came along; empty for none.</summary>
    public string Cursor => CursorPattern().Match(Properties).Groups[1].Value;

    /// <summary>Messages on a class's topic, in the order of arrival.</summary>
    public static List<ReceivedMessage> All(IEnumerable<string> lines, string last) =>
        [.. lines.Where(l => l.Contains('|')).Select(Parse).Where(m => m.Topic.EndsWith("/" + last, StringComparison.Ordinal))];

    /// <summary>Sequence numbers inside, of an object or an array, gzipped or not.</summary>
    public List<int> Seqs()
    {
        using var json = JsonDocument.Parse(Unpacked());
        IEnumerable<JsonElement> events = json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement.EnumerateArray() : [json.RootElement];
        return [.. events.Select(e => int.Parse(e.GetProperty("sequence").GetString()!))];
    }

    public string Text() => Encoding.UTF8.GetString(Unpacked());

    private static ReceivedMessage Parse(string line)
    {
        var parts = line.Split('|');
        return new ReceivedMessage(parts[0], parts[1], parts[2], Convert.FromHexString(parts[3]));
    }

    private byte[] Unpacked()
    {
        if (!Properties.Contains("content-encoding:gzip", StringComparison.Ordinal))
        {
            return Payload;
        }

        using var gzip = new GZipStream(new MemoryStream(Payload), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    [GeneratedRegex("cursor:([A-Za-z0-9_-]+)")]
    private static partial Regex CursorPattern();
}
