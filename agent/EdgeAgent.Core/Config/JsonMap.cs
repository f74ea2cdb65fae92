using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EdgeAgent.Core.Config;

/// <summary>Where each value of a JSON document stands in its file, by path (`sources[0].devices[1].name`).</summary>
public sealed class JsonMap
{
    private readonly Dictionary<string, long> _offsets = new(StringComparer.Ordinal);
    private readonly byte[] _utf8;

    private JsonMap(string file, byte[] utf8)
    {
        File = file;
        _utf8 = utf8;
    }

    /// <summary>File name as given.</summary>
    public string File { get; }

    /// <summary>Maps a document that parses; throws <see cref="JsonException"/> for one that does not.</summary>
    public static JsonMap Of(string file, byte[] utf8, JsonReaderOptions options)
    {
        var map = new JsonMap(file, utf8);
        var reader = new Utf8JsonReader(utf8, options);
        var frames = new Stack<Frame>();
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String && reader.ValueIsEscaped)
            {
                map.CheckEscapes(ref reader);
            }

            map.Take(ref reader, frames);
        }

        return map;
    }

    /// <summary>Line and column, from 1, of the value at <paramref name="path"/>, or of its nearest parent; column in characters.</summary>
    public (int Line, int Column) PlaceOf(string path)
    {
        while (true)
        {
            if (_offsets.TryGetValue(path, out var offset))
            {
                return PlaceOf(offset);
            }

            var cut = Math.Max(path.LastIndexOf('.'), path.LastIndexOf('['));
            if (cut <= 0)
            {
                return path.Length == 0 ? (1, 1) : _offsets.TryGetValue("", out var root) ? PlaceOf(root) : (1, 1);
            }

            path = path[..cut];
        }
    }

    /// <summary>Line and column, from 1, of a byte offset.</summary>
    public (int Line, int Column) PlaceOf(long offset)
    {
        var before = _utf8.AsSpan(0, (int)Math.Min(offset, _utf8.Length));
        var line = before.Count((byte)'\n') + 1;
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        return (line, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1);
    }

    // The reader takes \ud83d alone for good JSON and throws when the text is asked for.
    private void CheckEscapes(ref Utf8JsonReader reader)
    {
        try
        {
            _ = reader.GetString();
        }
        catch (InvalidOperationException)
        {
            var before = _utf8.AsSpan(0, (int)reader.TokenStartIndex);
            var lineStart = before.LastIndexOf((byte)'\n') + 1;
            throw new JsonException("a \\u escape is half of a surrogate pair", null, before.Count((byte)'\n'), before.Length - lineStart);
        }
    }

    private void Take(ref Utf8JsonReader reader, Stack<Frame> frames)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                frames.Peek().Key = reader.GetString();
                return;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                frames.Pop();
                return;
            case JsonTokenType.Comment:
                return;
            default:
                if (frames.TryPeek(out var parent) && parent.IsArray)
                {
                    parent.Index++;
                }

                _offsets[PathOf(frames)] = reader.TokenStartIndex;
                break;
        }

        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            frames.Push(new Frame { IsArray = reader.TokenType == JsonTokenType.StartArray, Path = PathOf(frames) });
        }
    }

    private static string PathOf(Stack<Frame> frames) => frames.TryPeek(out var top) ? top.PathOfChild() : "";

    private sealed class Frame
    {
        public bool IsArray { get; init; }

        public string Path { get; init; } = "";

        public string? Key { get; set; }

        public int Index { get; set; } = -1;

        public string PathOfChild()
        {
            if (IsArray)
            {
                return $"{Path}[{Index.ToString(CultureInfo.InvariantCulture)}]";
            }

            return Path.Length == 0 ? Key ?? "" : $"{Path}.{Key}";
        }
    }
}
