using System.Text;

namespace EdgeCtl.Pull;

/// <summary>Text of others as it may be shown: short, and without control characters that a terminal would obey.</summary>
internal static class Shown
{
    private const int MaxLength = 200;

    /// <summary>Cuts and cleans it.</summary>
    public static string Cut(string text, int maxLength = MaxLength)
    {
        var shown = new StringBuilder(Math.Min(text.Length, maxLength));
        foreach (var letter in text.Length > maxLength ? text.AsSpan(0, maxLength) : text)
        {
            shown.Append(char.IsControl(letter) ? '?' : letter);
        }

        return text.Length > maxLength ? shown.Append("...").ToString() : shown.ToString();
    }
}
