using System.Text.Json;
using System.Text.Unicode;

namespace EdgeAgent.Core.Config.JsonPaths;

/// <summary>
/// Several paths that are looked for in one pass over a document's bytes. No document is built and nothing is allocated. Of a member that stands twice the last counts, as in ECMAScript and
/// <see cref="JsonDocument"/>. Not thread-safe.
/// </summary>
public sealed class JsonPathSet
{
    /// <summary>Deepest document that can be asked for.</summary>
    public const int MaxDepth = 64;

    private readonly JsonPathSegment[][] _paths;
    private readonly JsonHit[] _hits;
    private readonly JsonReaderOptions _options;

    // How many of the containers that are open, from the root on, lie on the path.
    private readonly int[] _open;

    // Bit n: step n has found the item that it looks for in the array that is open.
    private readonly uint[] _taken;

    private readonly bool[] _isNamed;
    private readonly bool[] _isArray = new bool[MaxDepth + 2];
    private readonly int[] _indices = new int[MaxDepth + 2];
    private int _depth;

    /// <summary>Makes a set; documents deeper than <paramref name="maxDepth"/>, 1..64, are refused.</summary>
    public JsonPathSet(IReadOnlyList<JsonPath> paths, int maxDepth = 32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxDepth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxDepth, MaxDepth);
        _paths = [.. paths.Select(p => p.Steps)];
        _hits = new JsonHit[paths.Count];
        _open = new int[paths.Count];
        _taken = new uint[paths.Count];
        _isNamed = new bool[paths.Count];
        _options = new JsonReaderOptions { MaxDepth = maxDepth };
    }

    /// <summary>What each path found, in the order of the paths; valid until the next evaluation.</summary>
    public ReadOnlySpan<JsonHit> Hits => _hits;

    /// <summary>Looks for all paths; false, with no hits, when the bytes are no JSON document in sound UTF-8, or one that is too deep. Never throws on any bytes.</summary>
    public bool TryEvaluate(ReadOnlySpan<byte> utf8)
    {
        Array.Clear(_hits);
        Array.Clear(_open);
        Array.Clear(_isNamed);
        _depth = 0;
        if (!Utf8.IsValid(utf8))
        {
            return false;
        }

        try
        {
            Walk(new Utf8JsonReader(utf8, _options));
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape that is half a surrogate pair.
            Array.Clear(_hits);
            return false;
        }
    }

    /// <summary>
    /// The same for payloads that may be one word without quotation marks, such as ON: those are found by the path `$` as <see cref="JsonHitKind.Word"/>. Control characters and what begins like
    /// an object, an array or a text is refused.
    /// </summary>
    public bool TryEvaluateWord(ReadOnlySpan<byte> utf8)
    {
        if (TryEvaluate(utf8))
        {
            return true;
        }

        var word = utf8.Trim(" \t\r\n"u8);
        if (word.Length == 0 || word[0] is (byte)'{' or (byte)'[' or (byte)'"' || word.IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0 || !Utf8.IsValid(word))
        {
            return false;
        }

        var start = utf8.IndexOf(word);
        for (var i = 0; i < _paths.Length; i++)
        {
            _hits[i] = _paths[i].Length == 0 ? new JsonHit(JsonHitKind.Word, start, word.Length, double.NaN) : default;
        }

        return true;
    }

    private void Walk(Utf8JsonReader reader)
    {
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    Name(ref reader);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    Leave();
                    break;
                default:
                    Value(ref reader);
                    break;
            }
        }
    }

    private void Name(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < _paths.Length; i++)
        {
            var step = _open[i] == _depth && _depth <= _paths[i].Length ? _paths[i][_depth - 1] : null;
            _isNamed[i] = step is { Step: JsonPathStep.Name } && reader.ValueTextEquals(step.Name);
            if (_isNamed[i])
            {
                _hits[i] = default;
            }
        }
    }

    private void Leave()
    {
        _depth--;
        for (var i = 0; i < _open.Length; i++)
        {
            _open[i] = Math.Min(_open[i], _depth);
        }
    }

    private void Value(ref Utf8JsonReader reader)
    {
        var isContainer = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
        if (_depth > 0 && _isArray[_depth])
        {
            _indices[_depth]++;
        }

        for (var i = 0; i < _paths.Length; i++)
        {
            if (_open[i] != _depth || !IsOn(i, ref reader))
            {
                continue;
            }

            if (_paths[i].Length == _depth)
            {
                _hits[i] = HitOf(ref reader);
            }
            else if (isContainer)
            {
                _open[i] = _depth + 1;
                _taken[i] &= ~(1u << _depth);
            }
        }

        if (isContainer)
        {
            _depth++;
            _isArray[_depth] = reader.TokenType == JsonTokenType.StartArray;
            _indices[_depth] = -1;
        }
    }

    // True when the value that begins here is the one that a path's step leads to.
    private bool IsOn(int path, ref Utf8JsonReader reader)
    {
        if (_depth == 0)
        {
            return true;
        }

        if (_depth > _paths[path].Length)
        {
            return false;
        }

        var step = _paths[path][_depth - 1];
        switch (step.Step)
        {
            case JsonPathStep.Name:
                return !_isArray[_depth] && _isNamed[path];
            case JsonPathStep.Index:
                return _isArray[_depth] && _indices[_depth] == step.Index;
            default:
                var bit = 1u << (_depth - 1);
                if (!_isArray[_depth] || reader.TokenType != JsonTokenType.StartObject || (_taken[path] & bit) != 0 || !Fits(step, reader))
                {
                    return false;
                }

                _taken[path] |= bit;
                return true;
        }
    }

    // Looks ahead with a copy of the reader: the member may stand behind the one that is asked for.
    private static bool Fits(JsonPathSegment step, Utf8JsonReader reader)
    {
        var fits = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueTextEquals(step.Name);
            reader.Read();
            if (isIt)
            {
                fits = Equal(step, ref reader);
            }

            reader.Skip();
        }

        return fits;
    }

    private static bool Equal(JsonPathSegment step, ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => step.Text is not null && reader.ValueTextEquals(step.Text),
        JsonTokenType.Number => step.Number is { } number && reader.TryGetDouble(out var value) && value.Equals(number),
        JsonTokenType.True => step.Flag == true,
        JsonTokenType.False => step.Flag == false,
        _ => false,
    };

    private static JsonHit HitOf(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        var length = (int)reader.BytesConsumed - start;
        return reader.TokenType switch
        {
            JsonTokenType.Null => new JsonHit(JsonHitKind.Null, start, length, double.NaN),
            JsonTokenType.False => new JsonHit(JsonHitKind.False, start, length, double.NaN),
            JsonTokenType.True => new JsonHit(JsonHitKind.True, start, length, double.NaN),
            JsonTokenType.Number => new JsonHit(JsonHitKind.Number, start, length, reader.TryGetDouble(out var number) ? number : double.PositiveInfinity),
            JsonTokenType.String => new JsonHit(JsonHitKind.Text, start, length, double.NaN),
            JsonTokenType.StartObject => new JsonHit(JsonHitKind.Object, start, length, double.NaN),
            _ => new JsonHit(JsonHitKind.Array, start, length, double.NaN),
        };
    }
}
