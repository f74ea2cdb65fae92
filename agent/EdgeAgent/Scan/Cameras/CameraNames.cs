using System.Globalization;
using System.Text;

namespace EdgeAgent.Scan.Cameras;

/// <summary>Gives cameras names for a site file and their secrets: lower-case letters, digits and hyphens, each name once.</summary>
internal sealed class CameraNames
{
    private const int MostChars = 40;
    private const string Nameless = "cam";
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);

    /// <summary>A new name, from the first of <paramref name="texts"/> that leaves one; letters that a name cannot have part its words.</summary>
    public string Next(params ReadOnlySpan<string> texts)
    {
        var stem = Nameless;
        foreach (var text in texts)
        {
            if (Plain(text) is { Length: > 0 } plain)
            {
                stem = plain;
                break;
            }
        }

        var name = stem == Nameless ? $"{stem}-1" : stem;
        for (var i = 2; !_given.Add(name); i++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{stem}-{i}");
        }

        return name;
    }

    private static string Plain(string text)
    {
        var plain = new StringBuilder();
        foreach (var letter in text.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                plain.Append(letter);
            }
            else if (plain.Length > 0 && plain[^1] != '-')
            {
                plain.Append('-');
            }
        }

        return plain.ToString(0, Math.Min(plain.Length, MostChars)).Trim('-');
    }
}
