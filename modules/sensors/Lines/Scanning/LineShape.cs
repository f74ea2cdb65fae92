using System.Globalization;
using System.Text;

namespace EdgeAgent.Sensors.Lines;

/// <summary>The shape of a line: its text with a field in the place of each number.</summary>
/// <param name="Pattern">As a pattern of the site file.</param>
public sealed record LineShape(string Pattern)
{
    private const int MaxName = 16;

    /// <summary>The shape of <paramref name="line"/>: printable ASCII. A number is named by the word before it, as in `L=+1.2`, where it has one of its own.</summary>
    public static LineShape Of(string line)
    {
        var text = new StringBuilder();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var word = "";
        var count = 0;
        for (var at = 0; at < line.Length;)
        {
            // A digit before an equals sign belongs to a name, as in `T2=`.
            var length = NumberAt(line, at);
            if (length > 0 && !EndsWithField(text) && (at + length == line.Length || line[at + length] != '='))
            {
                count++;
                var name = word.Length > 0 && names.Add(word) ? word : string.Create(CultureInfo.InvariantCulture, $"value-{count}");
                text.Append('{').Append(name).Append(":number}");
                at += length;
                word = "";
                continue;
            }

            word = char.IsAsciiLetterOrDigit(line[at]) && word.Length < MaxName ? word + char.ToLowerInvariant(line[at]) : line[at] == '=' || line[at] == ':' ? word : "";
            _ = line[at] is '{' or '}' or '\\' ? text.Append('\\') : text;
            text.Append(line[at++]);
        }

        return new LineShape(text.ToString());
    }

    private static bool EndsWithField(StringBuilder text) => text.Length > 1 && text[^1] == '}' && text[^2] != '\\';

    // Spaces in front of a number belong to it: they fill its column.
    private static int NumberAt(string line, int at)
    {
        Span<byte> rest = stackalloc byte[LineCollector.MaxLine];
        var count = Encoding.ASCII.GetBytes(line.AsSpan(at), rest);
        return LineNumber.Length(rest[..count]);
    }
}
