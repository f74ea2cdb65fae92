using System.Buffers;
using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Inference.Video.Cameras;

namespace EdgeAgent.Inference.Video.Infer;

/// <summary>What a module's process is told by standard input before it begins: one line of JSON. Passwords come this way because arguments can be read by everybody on the machine.</summary>
public sealed record InferConfig
{
    /// <summary>Longest line, bytes: a site file's most, as text beyond ASCII is escaped.</summary>
    public const int MostBytes = 3 * JsonFile.MaxBytes;

    private static readonly JsonDocumentOptions Loose = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The cameras.</summary>
    public required CamerasPlan Plan { get; init; }

    /// <summary>Password of each camera, in the order of the cameras; empty for none.</summary>
    public required IReadOnlyList<string> Passwords { get; init; }

    /// <summary>ffmpeg's arguments that switch hardware decoding on.</summary>
    public IReadOnlyList<string> Decode { get; init; } = [];

    /// <summary>Threads that share the work of a picture, 1 to 64.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The line, without its end.</summary>
    /// <param name="source">The source's JSON as it stands in the site file.</param>
    /// <param name="passwords">See <see cref="Passwords"/>.</param>
    /// <param name="decode">See <see cref="Decode"/>.</param>
    /// <param name="threads">See <see cref="Threads"/>.</param>
    public static ReadOnlyMemory<byte> Write(string source, IReadOnlyList<string> passwords, IReadOnlyList<string> decode, int threads)
    {
        using var parsed = JsonDocument.Parse(source, Loose);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("source");
            parsed.RootElement.WriteTo(writer);
            WriteTexts(writer, "passwords", passwords);
            WriteTexts(writer, "decode", decode);
            writer.WriteNumber("threads", threads);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Reads a line; null with what is wrong with it.</summary>
    public static InferConfig? Read(string line, out string fault)
    {
        var faults = new List<ConfigFault>();
        using var file = JsonFile.Parse("standard input", Encoding.UTF8.GetBytes(line), faults);
        if (file is null)
        {
            // What is wrong with JSON is told by showing it, and passwords stand in it.
            fault = $"no valid JSON in column {faults[0].Column}";
            return null;
        }

        try
        {
            var plan = CameraBinder.Bind(file.Root.GetProperty("source"), new BindContext("source", file.Map, faults));
            fault = string.Join("; ", faults);
            return faults.Count > 0 ? null : new InferConfig
            {
                Plan = plan,
                Passwords = [.. file.Root.Items("passwords").Select(p => p.GetString() ?? "")],
                Decode = [.. file.Root.Items("decode").Select(p => p.GetString() ?? "")],
                Threads = Math.Clamp(file.Root.Integer("threads") ?? 1, 1, 64),
            };
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or IndexOutOfRangeException)
        {
            fault = $"is no configuration: {e.Message}";
            return null;
        }
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
