using System.Globalization;
using System.Text;

namespace EdgeAgent.Inference.Video.Onvif;

/// <summary>Text that a camera tells, made safe to show.</summary>
public static class OnvifText
{
    /// <summary>At most <paramref name="most"/> characters, without what steers a terminal or hides: control characters, format characters, halves of pairs.</summary>
    public static string Clean(string text, int most)
    {
        var clean = new StringBuilder(Math.Min(text.Length, most));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > most)
            {
                break;
            }

            var isHidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            clean.Append(isHidden ? " " : rune.ToString());
        }

        return clean.ToString().Trim();
    }
}
