using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace EdgeAgent.Core.Config;

/// <summary>A configuration file as read: its bytes, its document and where everything stands in it, or why it could not be read.</summary>
public sealed class JsonFile : IDisposable
{
    /// <summary>Longest configuration file, bytes.</summary>
    public const int MaxBytes = 4 << 20;

    private static readonly JsonDocumentOptions DocumentOptions = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 32 };
    private static readonly JsonReaderOptions ReaderOptions = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 32 };

    private readonly JsonDocument _document;

    private JsonFile(JsonDocument document, JsonMap map, byte[] bytes)
    {
        _document = document;
        Map = map;
        Bytes = bytes;
    }

    /// <summary>Its document; lives as long as this object.</summary>
    public JsonElement Root => _document.RootElement;

    /// <summary>Where everything stands in it.</summary>
    public JsonMap Map { get; }

    /// <summary>The file as read.</summary>
    public byte[] Bytes { get; }

    /// <summary>Reads a file; null with a fault added when it cannot be read or is no JSON.</summary>
    public static JsonFile? Read(string file, List<ConfigFault> faults)
    {
        byte[] bytes;
        try
        {
            var info = new FileInfo(file);
            if (Directory.Exists(file))
            {
                faults.Add(Whole(file, "is a folder", "a file"));
                return null;
            }

            if (info.Exists && info.Length > MaxBytes)
            {
                faults.Add(Whole(file, $"has {info.Length} bytes", $"at most {MaxBytes}"));
                return null;
            }

            bytes = File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.Add(Whole(file, e is FileNotFoundException or DirectoryNotFoundException ? "does not exist" : e.Message, "a file that can be read"));
            return null;
        }

        return Parse(file, bytes, faults);
    }

    /// <summary>Parses bytes that were read from <paramref name="file"/>.</summary>
    public static JsonFile? Parse(string file, byte[] bytes, List<ConfigFault> faults)
    {
        // A byte order mark is what some editors leave; JSON does not have one.
        byte[] text = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes;
        if (!Utf8.IsValid(text))
        {
            faults.Add(InvalidText(file, text));
            return null;
        }

        try
        {
            var map = JsonMap.Of(file, text, ReaderOptions);
            return new JsonFile(JsonDocument.Parse(text, DocumentOptions), map, bytes);
        }
        catch (JsonException e)
        {
            var line = (int)(e.LineNumber ?? 0) + 1;
            var column = ColumnOf(text, line, (int)(e.BytePositionInLine ?? 0));
            var problem = e.Message.Split(" LineNumber:")[0].TrimEnd('.');
            faults.Add(new ConfigFault(file, "", line, column, $"no valid JSON: {problem}", ""));
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _document.Dispose();

    private static ConfigFault InvalidText(string file, ReadOnlySpan<byte> text)
    {
        var start = 0;
        while (Rune.DecodeFromUtf8(text[start..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            start += length;
        }

        var before = text[..start];
        var column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return new ConfigFault(file, "", before.Count((byte)'\n') + 1, column, $"the byte {text[start]:X2} is no UTF-8", "a text file saved as UTF-8");
    }

    private static ConfigFault Whole(string file, string problem, string expected) => new(file, "", 0, 0, problem, expected);

    private static int ColumnOf(byte[] text, int line, int byteInLine)
    {
        var start = 0;
        for (var i = 1; i < line && start < text.Length; i++)
        {
            var end = text.AsSpan(start).IndexOf((byte)'\n');
            if (end < 0)
            {
                break;
            }

            start += end + 1;
        }

        var length = Math.Clamp(byteInLine, 0, text.Length - start);
        return Encoding.UTF8.GetCharCount(text.AsSpan(start, length)) + 1;
    }
}
