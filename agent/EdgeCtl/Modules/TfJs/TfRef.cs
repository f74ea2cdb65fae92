using System.Globalization;

namespace EdgeCtl.Modules.TfJs;

/// <summary>One output of a node.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Output">Number of its output, from 0.</param>
internal readonly record struct TfRef(string Node, int Output)
{
    /// <summary>Reads `name` or `name:1`; false for a control input (`^name`), which carries no numbers.</summary>
    public static bool TryParse(string text, out TfRef reference)
    {
        var colon = text.LastIndexOf(':');
        reference = colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var output)
            ? new TfRef(text[..colon], output)
            : new TfRef(text, 0);
        return text.Length > 0 && text[0] != '^';
    }

    /// <summary>As TF.js writes it: the name, with a number for all outputs but the first.</summary>
    public override string ToString() => Output == 0 ? Node : string.Create(CultureInfo.InvariantCulture, $"{Node}:{Output}");
}
