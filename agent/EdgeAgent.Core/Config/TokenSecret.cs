namespace EdgeAgent.Core.Config;

/// <summary>What the secret of a bearer token looks like: one line, or two while an old and a new token are both good. Pure.</summary>
public static class TokenSecret
{
    /// <summary>Shortest token, characters.</summary>
    public const int MinLength = 32;

    /// <summary>Longest token, characters.</summary>
    public const int MaxLength = 512;

    private const int MaxLines = 2;

    /// <summary>What is wrong with a secret's text, without telling any of it; null when it is good.</summary>
    public static string? FaultOf(string text)
    {
        var lines = Lines(text);
        if (lines.Length is 0 or > MaxLines)
        {
            return $"it has {lines.Length} lines; expected one token, or two while tokens are changed";
        }

        foreach (var line in lines)
        {
            if (line.Length is < MinLength or > MaxLength)
            {
                return $"a token has {line.Length} characters; expected {MinLength} to {MaxLength}";
            }

            // RFC 6750, 2.1: what may stand after "Bearer ".
            if (line.Any(c => c is <= ' ' or > '~'))
            {
                return "a token holds a space or a character beyond ASCII; expected printable ASCII";
            }
        }

        return null;
    }

    /// <summary>The tokens in a secret's text.</summary>
    public static string[] Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
