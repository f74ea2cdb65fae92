using System.Text.RegularExpressions;

namespace EdgeCtl.Pull;

/// <summary>Names of gateways and consumers: safe as a folder and in an address.</summary>
internal static partial class GatewayName
{
    /// <summary>What one looks like, for messages.</summary>
    public const string Rule = "lower-case letters, digits and hyphens, 1 to 63 characters";

    /// <summary>True for one.</summary>
    public static bool IsOne(string? text) => text is not null && Pattern().IsMatch(text);

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,62}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
