using System.Buffers.Text;
using System.Text.Json;

namespace EdgeAgent.Core.Config.JsonPaths;

/// <summary>What a path found, as a place in the document; asking it allocates nothing.</summary>
/// <param name="Kind">What is there.</param>
/// <param name="Start">Offset of its first byte; of a text, of the quotation mark.</param>
/// <param name="Length">Bytes, quotation marks included; 1 for the start of an object or array.</param>
/// <param name="Number">Value of a number; infinite when it is beyond what 64 bits can hold; else NaN.</param>
public readonly record struct JsonHit(JsonHitKind Kind, int Start, int Length, double Number)
{
    /// <summary>Its bytes as they stand in the document.</summary>
    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> document) => document.Slice(Start, Length);

    /// <summary>True when it is this text, this word, or the literal true, false or a number that is written so.</summary>
    public bool Is(ReadOnlySpan<byte> word, ReadOnlySpan<byte> document)
    {
        switch (Kind)
        {
            case JsonHitKind.Text:
                return IsText(In(document), word);
            case JsonHitKind.True or JsonHitKind.False or JsonHitKind.Number or JsonHitKind.Word:
                return In(document).SequenceEqual(word);
            default:
                return false;
        }
    }

    /// <summary>Reads a number, also one that is written as text without escapes; false for all else, and for NaN and infinity.</summary>
    public bool TryNumber(ReadOnlySpan<byte> document, out double number)
    {
        number = Number;
        if (Kind is JsonHitKind.Text or JsonHitKind.Word)
        {
            var text = Kind == JsonHitKind.Text ? In(document)[1..^1] : In(document);
            return Utf8Parser.TryParse(text, out number, out var used) && used == text.Length && double.IsFinite(number);
        }

        return Kind == JsonHitKind.Number && double.IsFinite(number);
    }

    /// <summary>Reads an ISO 8601 moment with an offset from UTC, or with Z; false for one without, because nobody knows whose clock it shows.</summary>
    public bool TryMoment(ReadOnlySpan<byte> document, out long utcMs)
    {
        utcMs = 0;
        if (Kind != JsonHitKind.Text)
        {
            return false;
        }

        var text = In(document)[1..^1];
        var isZoned = text.Length > 16 && (text[^1] == 'Z' || text[^6] is (byte)'+' or (byte)'-');
        var reader = new Utf8JsonReader(In(document));
        reader.Read();
        if (!isZoned || !reader.TryGetDateTimeOffset(out var moment))
        {
            return false;
        }

        utcMs = moment.ToUnixTimeMilliseconds();
        return true;
    }

    private static bool IsText(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        if (!text.Contains((byte)'\\'))
        {
            return text[1..^1].SequenceEqual(word);
        }

        try
        {
            var reader = new Utf8JsonReader(text);
            reader.Read();
            return reader.ValueTextEquals(word);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: equal to no text.
            return false;
        }
    }
}
