namespace EdgeAgent.Sensors.Lines;

/// <summary>
/// What a line of an instrument looks like: literals and fields, from left to right, without alternatives and without going back, so that matching takes linear time. Immutable; any thread.
/// See <see cref="LinePatternReader"/> for how it is written.
/// </summary>
public sealed class LinePattern
{
    /// <summary>Most fields of a pattern.</summary>
    public const int MaxFields = 32;

    private readonly IReadOnlyList<LineToken> _tokens;

    internal LinePattern(IReadOnlyList<LineToken> tokens)
    {
        _tokens = tokens;
        Fields = [.. tokens.Where(t => t.Name.Length > 0).Select(t => (t.Name, t.Kind))];
        HasAddress = tokens.Any(t => t.Kind == LineTokenKind.Address);
    }

    /// <summary>Its named fields, in their order.</summary>
    public IReadOnlyList<(string Name, LineTokenKind Kind)> Fields { get; }

    /// <summary>True when it holds the device's address.</summary>
    public bool HasAddress { get; }

    /// <summary>
    /// Matches a whole line without its end. The values of the named fields are written into <paramref name="values"/> (<see cref="Fields"/> of them) and are valid with the line's bytes.
    /// Allocates nothing.
    /// </summary>
    public bool TryMatch(ReadOnlySpan<byte> line, ReadOnlySpan<byte> address, Span<LineValue> values)
    {
        var at = 0;
        var field = 0;
        for (var i = 0; i < _tokens.Count; i++)
        {
            var token = _tokens[i];
            var length = LengthOf(token, i + 1 < _tokens.Count ? _tokens[i + 1].Literal : [], line[at..], address, out var value);
            if (length < 0)
            {
                return false;
            }

            if (token.Name.Length > 0)
            {
                values[field++] = value with { Start = at, Length = length };
            }

            at += length;
        }

        return at == line.Length;
    }

    // How many bytes a token takes of the rest; -1 when it does not fit.
    private static int LengthOf(LineToken token, byte[] next, ReadOnlySpan<byte> rest, ReadOnlySpan<byte> address, out LineValue value)
    {
        value = default;
        switch (token.Kind)
        {
            case LineTokenKind.Literal:
                return rest.StartsWith(token.Literal) ? token.Literal.Length : -1;
            case LineTokenKind.Address:
                return address.Length > 0 && rest.StartsWith(address) ? address.Length : -1;
        }

        if (token.Width > 0)
        {
            return rest.Length >= token.Width && Fits(token.Kind, rest[..token.Width], out value) ? token.Width : -1;
        }

        if (token.Kind is LineTokenKind.Number or LineTokenKind.Hex)
        {
            var length = token.Kind == LineTokenKind.Number ? LineNumber.Length(rest) : LineNumber.HexLength(rest);
            return length > 0 && Fits(token.Kind, rest[..length], out value) ? length : -1;
        }

        var end = next.Length == 0 ? rest.Length : rest.IndexOf(next);
        return end >= 0 && Fits(token.Kind, rest[..end], out value) ? end : -1;
    }

    private static bool Fits(LineTokenKind kind, ReadOnlySpan<byte> text, out LineValue value)
    {
        value = default;
        var number = double.NaN;
        var fits = kind switch
        {
            LineTokenKind.Number => LineNumber.TryRead(text, out number),
            LineTokenKind.Hex => LineNumber.TryReadHex(text, out number),
            LineTokenKind.Word => text.Length > 0 && !text.Contains((byte)' '),
            _ => true,
        };
        value = new LineValue(number, 0, 0);
        return fits;
    }
}

/// <summary>A value of a line.</summary>
/// <param name="Number">The number; NaN for a word.</param>
/// <param name="Start">Byte of the line at which it begins.</param>
/// <param name="Length">Its length, bytes.</param>
public readonly record struct LineValue(double Number, int Start, int Length);

/// <summary>What a part of a pattern takes.</summary>
public enum LineTokenKind : byte
{
    /// <summary>Exactly these bytes.</summary>
    Literal,

    /// <summary>The device's address.</summary>
    Address,

    /// <summary>A decimal number, with a sign, a point, and spaces before it where there are any.</summary>
    Number,

    /// <summary>A whole number in hex digits, 16 at most.</summary>
    Hex,

    /// <summary>One or more characters that are no spaces, up to the next literal or the end.</summary>
    Word,

    /// <summary>Anything, up to the next literal or the end.</summary>
    Skip,
}

/// <summary>A part of a pattern.</summary>
/// <param name="Kind">What it takes.</param>
/// <param name="Name">Name of the field; empty for none.</param>
/// <param name="Literal">Bytes of a literal; empty for others.</param>
/// <param name="Width">Bytes that it takes; 0 for as many as fit.</param>
internal sealed record LineToken(LineTokenKind Kind, string Name, byte[] Literal, int Width);
