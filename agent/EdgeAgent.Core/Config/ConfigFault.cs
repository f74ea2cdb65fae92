namespace EdgeAgent.Core.Config;

/// <summary>One fault in a configuration file, with all that a person needs to mend it.</summary>
/// <param name="File">File name as given.</param>
/// <param name="Path">Where in the document, e.g. `sources[0].devices[1].address`; empty for the whole document.</param>
/// <param name="Line">Line from 1; 0 when unknown.</param>
/// <param name="Column">Column in characters from 1; 0 when unknown.</param>
/// <param name="Problem">What is wrong, with the value found (cut to 80 characters, never a secret).</param>
/// <param name="Expected">What was expected: type, range, allowed values, nearest known key.</param>
public sealed record ConfigFault(string File, string Path, int Line, int Column, string Problem, string Expected)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var where = Line > 0 ? $"{File}:{Line}:{Column}" : File;
        var path = Path.Length > 0 ? $" {Path}:" : "";
        return Expected.Length > 0 ? $"{where}:{path} {Problem}; expected {Expected}" : $"{where}:{path} {Problem}";
    }
}
