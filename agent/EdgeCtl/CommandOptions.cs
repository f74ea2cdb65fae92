using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace EdgeCtl;

/// <summary>Options whose faults name the option, the value found and what was expected.</summary>
internal static class CommandOptions
{
    /// <summary>A whole number within a range.</summary>
    public static Option<int> Whole(string name, int min, int max, int normal, string description) => new(name)
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"{description} [{min}..{max}]"),
        DefaultValueFactory = _ => normal,
        HelpName = "N",
        CustomParser = result => int.TryParse(TextOf(result), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : Fault(result, normal, name, string.Create(CultureInfo.InvariantCulture, $"a whole number, {min}..{max}")),
    };

    /// <summary>A number within a range.</summary>
    public static Option<double> Number(string name, double min, double max, double normal, string description) => new(name)
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"{description} [{min}..{max}]"),
        DefaultValueFactory = _ => normal,
        HelpName = "X",
        CustomParser = result => double.TryParse(TextOf(result), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : Fault(result, normal, name, string.Create(CultureInfo.InvariantCulture, $"a number, {min}..{max}")),
    };

    /// <summary>One of a few words, the first being the default.</summary>
    public static Option<string> Word(string name, string[] words, string description) => new(name)
    {
        Description = $"{description} [{string.Join(", ", words)}]",
        DefaultValueFactory = _ => words[0],
        HelpName = "NAME",
        CustomParser = result => words.Contains(TextOf(result)) ? TextOf(result) : Fault(result, words[0], name, string.Join(" or ", words)),
    };

    /// <summary>A path that is to be written.</summary>
    public static Option<string?> File(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "FILE",
        CustomParser = result => TextOf(result) is { Length: > 0 } path && !Directory.Exists(path) ? path : Fault<string?>(result, null, name, "the path of a file"),
    };

    private static string TextOf(ArgumentResult result) => result.Tokens.Count == 1 ? result.Tokens[0].Value : "";

    private static T Fault<T>(ArgumentResult result, T normal, string name, string expected)
    {
        result.AddError($"{name}: '{TextOf(result)}' found; expected {expected}");
        return normal;
    }
}
