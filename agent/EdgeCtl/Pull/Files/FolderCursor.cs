using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Wire;

namespace EdgeCtl.Pull.Files;

/// <summary>
/// The file `cursor.json` of a gateway's folder: the cursor, up to where in which file the summaries belong to it, and how far each class of each epoch came. Replaced as a whole.
/// </summary>
/// <param name="File">Name of the newest file that it knows; empty for none.</param>
/// <param name="Offset">Bytes of that file that it knows.</param>
internal sealed record FolderCursor(string File, long Offset)
{
    private const int Version = 1;

    /// <summary>Writes it with what the ledger knows.</summary>
    public byte[] Write(Ledger ledger)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("gateway", ledger.Gateway);
            json.WriteString("cursor", ledger.Cursor);
            json.WriteString("file", File);
            json.WriteNumber("offset", Offset);
            json.WriteNumber("classes", (int)ledger.Classes);
            json.WriteStartArray("epochs");
            foreach (var epoch in ledger.Epochs)
            {
                json.WriteStartObject();
                json.WriteString("epoch", epoch);
                foreach (var summaryClass in SummaryClasses.All)
                {
                    WriteStream(json, SummaryClasses.NameOf(summaryClass), ledger[epoch, summaryClass]);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return memory.ToArray();
    }

    /// <summary>Reads it into a ledger; null with what is wrong.</summary>
    public static FolderCursor? Read(ReadOnlyMemory<byte> bytes, Ledger ledger, out string fault)
    {
        fault = "";
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            if (root.GetProperty("version").GetInt32() != Version || root.GetProperty("gateway").GetString() != ledger.Gateway)
            {
                fault = string.Create(CultureInfo.InvariantCulture, $"it is of another version or gateway; expected version {Version} and {ledger.Gateway}");
                return null;
            }

            foreach (var epoch in root.GetProperty("epochs").EnumerateArray())
            {
                foreach (var summaryClass in SummaryClasses.All)
                {
                    ledger.Set(epoch.GetProperty("epoch").GetString()!, summaryClass, ReadStream(epoch.GetProperty(SummaryClasses.NameOf(summaryClass))));
                }
            }

            ledger.Cursor = root.GetProperty("cursor").GetString();
            ledger.Classes = (ClassSet)root.GetProperty("classes").GetInt32();
            return new FolderCursor(root.GetProperty("file").GetString() ?? "", root.GetProperty("offset").GetInt64());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            fault = Shown.Cut(e.Message);
            return null;
        }
    }

    private static void WriteStream(Utf8JsonWriter json, string name, StreamState state)
    {
        json.WriteStartObject(name);
        if (state.Start is { } start)
        {
            json.WriteNumber("start", start);
        }

        json.WriteNumber("first", state.First);
        json.WriteNumber("last", state.Last);
        json.WriteNumber("head", state.Head);
        json.WriteNumber("stored", state.Stored);
        json.WriteNumber("announced", state.Announced);
        json.WriteNumber("unexplained", state.Unexplained);
        json.WriteEndObject();
    }

    private static StreamState ReadStream(JsonElement stream) => new()
    {
        Start = stream.TryGetProperty("start", out var start) ? start.GetInt64() : null,
        First = stream.GetProperty("first").GetInt64(),
        Last = stream.GetProperty("last").GetInt64(),
        Head = stream.GetProperty("head").GetInt64(),
        Stored = stream.GetProperty("stored").GetInt64(),
        Announced = stream.GetProperty("announced").GetInt64(),
        Unexplained = stream.GetProperty("unexplained").GetInt64(),
    };
}
