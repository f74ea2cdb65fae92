using System.Globalization;
using System.Text;

namespace EdgeAgent.Sensors.Lines;

/// <summary>
/// Reads patterns as people write them. Characters stand for themselves; `\r \n \t \\ \{ \}` and `\xHH` are escapes. Fields: `{name:number}`, `{name:hex}`, `{name:word}`, `{_}` (anything),
/// `{address}` (the device's address); each may have a width behind a second colon, as in `{level:number:5}` or `{_:3}`. A field without a width ends at the literal behind it, so that one must follow, or the end.
/// </summary>
public static class LinePatternReader
{
    private const int MaxName = 32;
    private const int MaxWidth = 64;

    /// <summary>What an escape or field may be, for messages.</summary>
    public const string Form = "literals, \\r \\n \\t \\\\ \\{ \\} \\xHH, {name:number}, {name:hex}, {name:word}, {_}, {address}, a width as in {name:number:5}";

    /// <summary>Reads a pattern; null with <paramref name="fault"/> when it is none. Ends of line around it are left out: a line comes without them.</summary>
    public static LinePattern? Read(string text, out string fault)
    {
        var tokens = new List<LineToken>();
        var literal = new List<byte>();
        fault = "";
        for (var at = 0; at < text.Length && fault.Length == 0;)
        {
            if (text[at] == '{')
            {
                Flush(literal, tokens);
                fault = ReadField(text, ref at, tokens);
            }
            else if (!TryCharacter(text, ref at, literal))
            {
                fault = $"\"{text[at..Math.Min(text.Length, at + 4)]}\" is no escape";
            }
        }

        Flush(literal, tokens);
        Trim(tokens);
        fault = fault.Length > 0 ? fault : Check(tokens);
        return fault.Length > 0 ? null : new LinePattern(tokens);
    }

    /// <summary>Reads a text with escapes alone, as a request is; null when it is none. `{address}` is replaced by <paramref name="address"/>.</summary>
    public static byte[]? ReadBytes(string text, string address)
    {
        var bytes = new List<byte>();
        for (var at = 0; at < text.Length;)
        {
            if (text.AsSpan(at).StartsWith("{address}", StringComparison.Ordinal))
            {
                bytes.AddRange(Encoding.ASCII.GetBytes(address));
                at += "{address}".Length;
            }
            else if (text[at] == '{' || !TryCharacter(text, ref at, bytes))
            {
                return null;
            }
        }

        return [.. bytes];
    }

    private static bool TryCharacter(string text, ref int at, List<byte> bytes)
    {
        if (text[at] != '\\')
        {
            if (text[at] is not ((>= ' ' and <= '~') or '\r' or '\n' or '\t') || text[at] == '}')
            {
                return false;
            }

            bytes.Add((byte)text[at++]);
            return true;
        }

        if (at + 1 >= text.Length)
        {
            return false;
        }

        if (text[at + 1] == 'x')
        {
            if (at + 4 > text.Length || !byte.TryParse(text.AsSpan(at + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                return false;
            }

            bytes.Add(value);
            at += 4;
            return true;
        }

        int escaped = text[at + 1] switch { 'r' => '\r', 'n' => '\n', 't' => '\t', '\\' => '\\', '{' => '{', '}' => '}', _ => -1 };
        if (escaped < 0)
        {
            return false;
        }

        bytes.Add((byte)escaped);
        at += 2;
        return true;
    }

    private static string ReadField(string text, ref int at, List<LineToken> tokens)
    {
        var end = text.IndexOf('}', at);
        if (end < 0)
        {
            return "a { without its }";
        }

        var field = text[(at + 1)..end];
        at = end + 1;
        var parts = field.Split(':');
        var isNamed = parts[0] is not ("_" or "address");
        var widthAt = isNamed ? 2 : 1;
        var width = 0;
        if (parts.Length > widthAt + 1
            || (parts.Length == widthAt + 1 && (!int.TryParse(parts[widthAt], NumberStyles.None, CultureInfo.InvariantCulture, out width) || width is 0 or > MaxWidth)))
        {
            return $"{{{field}}} is no field";
        }

        LineTokenKind? kind = parts[0] switch
        {
            "_" => LineTokenKind.Skip,
            "address" => LineTokenKind.Address,
            _ when parts.Length < 2 => null,
            _ => parts[1] switch { "number" => LineTokenKind.Number, "hex" => LineTokenKind.Hex, "word" => LineTokenKind.Word, _ => null },
        };
        if (kind is null || (isNamed && !IsName(parts[0])) || (kind == LineTokenKind.Address && width > 0))
        {
            return $"{{{field}}} is no field";
        }

        tokens.Add(new LineToken(kind.Value, isNamed ? parts[0] : "", [], width));
        return "";
    }

    private static bool IsName(string name) => name.Length is > 0 and <= MaxName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && name != "_";

    private static void Flush(List<byte> literal, List<LineToken> tokens)
    {
        if (literal.Count > 0)
        {
            tokens.Add(new LineToken(LineTokenKind.Literal, "", [.. literal], 0));
            literal.Clear();
        }
    }

    private static void Trim(List<LineToken> tokens)
    {
        if (tokens.Count > 0 && tokens[^1].Kind == LineTokenKind.Literal)
        {
            Replace(tokens, tokens.Count - 1, tokens[^1].Literal.AsSpan().TrimEnd("\r\n"u8));
        }

        if (tokens.Count > 0 && tokens[0].Kind == LineTokenKind.Literal)
        {
            Replace(tokens, 0, tokens[0].Literal.AsSpan().TrimStart("\r\n"u8));
        }
    }

    private static void Replace(List<LineToken> tokens, int index, ReadOnlySpan<byte> literal)
    {
        if (literal.Length == 0)
        {
            tokens.RemoveAt(index);
        }
        else
        {
            tokens[index] = tokens[index] with { Literal = literal.ToArray() };
        }
    }

    private static string Check(List<LineToken> tokens)
    {
        var names = tokens.Where(t => t.Name.Length > 0).Select(t => t.Name).ToList();
        if (names.Count is 0 or > LinePattern.MaxFields)
        {
            return names.Count == 0 ? "it has no named field" : $"it has more than {LinePattern.MaxFields} fields";
        }

        if (names.Distinct(StringComparer.Ordinal).Count() < names.Count)
        {
            return "a field's name stands twice";
        }

        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            var isOpen = tokens[i].Width == 0 && tokens[i].Kind is not (LineTokenKind.Literal or LineTokenKind.Address);
            if (isOpen && tokens[i + 1].Kind != LineTokenKind.Literal)
            {
                return "nothing parts two fields: the first needs a width, or a literal behind it";
            }
        }

        return "";
    }
}
