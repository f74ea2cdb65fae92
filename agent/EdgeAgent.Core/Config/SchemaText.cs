using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EdgeAgent.Core.Config;

/// <summary>The schema keywords for texts: lengths, patterns and formats.</summary>
internal static class SchemaText
{
    private static readonly TimeSpan PatternLimit = TimeSpan.FromMilliseconds(100);

    /// <summary>Tells to <paramref name="tell"/> (problem, expected) what is wrong with a text by one keyword of its schema.</summary>
    public static void Check(JsonElement schema, JsonProperty keyword, string text, string path, Action<string, string> tell)
    {
        switch (keyword.Name)
        {
            case "minLength" when text.Length < keyword.Value.GetInt32():
                tell($"{JsonShow.Text(text, path)} is too short", Characters("at least", keyword.Value.GetInt32()));
                break;
            case "maxLength" when text.Length > keyword.Value.GetInt32():
                tell($"{JsonShow.Text(text, path)} is too long", Characters("at most", keyword.Value.GetInt32()));
                break;
            case "pattern" when !Matches(text, keyword.Value.GetString()!):
                tell($"{JsonShow.Text(text, path)} has a wrong form", DescriptionOr(schema, keyword.Value.GetString()!));
                break;
            case "format":
                CheckFormat(schema, keyword.Value.GetString()!, text, path, tell);
                break;
        }
    }

    /// <summary>True when a text matches a schema's pattern. A $ at its end is the very end, as JSON Schema has it: in .NET it would let a newline follow.</summary>
    public static bool Matches(string text, string pattern) =>
        Regex.IsMatch(text, pattern.EndsWith('$') ? pattern[..^1] + "\\z" : pattern, RegexOptions.CultureInvariant, PatternLimit);

    /// <summary>What a schema with a pattern expects, for messages.</summary>
    public static string DescriptionOr(JsonElement schema, string pattern) =>
        schema.TryGetProperty("description", out var text) ? text.GetString()! : $"text that matches {pattern}";

    /// <summary>Reads `127.0.0.1:8470` or `[::1]:8470`; false without a port.</summary>
    public static bool TryEndPoint(string text, out IPEndPoint endPoint)
    {
        endPoint = null!;
        return text.Contains(':', StringComparison.Ordinal) && (text[0] != '[' || text.Contains("]:", StringComparison.Ordinal))
            && IPEndPoint.TryParse(text, out endPoint!) && endPoint.Port is > 0 and <= 65535;
    }

    private static void CheckFormat(JsonElement schema, string format, string text, string path, Action<string, string> tell)
    {
        switch (format)
        {
            case "duration":
                CheckQuantity(schema, DurationText.TryParse(text, out var ms), ms, JsonShow.Text(text, path), tell, DurationText.Form, DurationText.Format);
                break;
            case "bytes":
                CheckQuantity(schema, SizeText.TryParse(text, out var bytes), bytes, JsonShow.Text(text, path), tell, SizeText.Form, SizeText.Format);
                break;
            case "uri" when !Uri.TryCreate(text, UriKind.Absolute, out _):
                tell($"{JsonShow.Text(text, path)} is no address", "a URL such as mqtt://host:1883");
                break;
            case "endpoint" when !TryEndPoint(text, out _):
                tell($"{JsonShow.Text(text, path)} is no address to listen on", "an IP address and a port, as in \"127.0.0.1:8470\" or \"[::1]:8470\"");
                break;
            case "unit":
                if (UnitCode.Fault(text) is { } fault)
                {
                    tell(fault.Problem, fault.Expected);
                }

                break;
            case "uri" or "endpoint":
                break;
            default:
                throw new NotSupportedException($"the schema format '{format}' is not enforced");
        }
    }

    private static void CheckQuantity(JsonElement schema, bool parsed, long value, string shown, Action<string, string> tell, string form, Func<long, string> show)
    {
        var min = schema.TryGetProperty("x-min", out var lower) ? lower.GetInt64() : 0;
        var max = schema.TryGetProperty("x-max", out var upper) ? upper.GetInt64() : long.MaxValue;
        if (!parsed)
        {
            tell($"{shown} cannot be read", form);
        }
        else if (value < min || value > max)
        {
            tell($"{shown} is out of range", max == long.MaxValue ? $"at least {show(min)}" : $"{show(min)} to {show(max)}");
        }
    }

    private static string Characters(string limit, int count) => count == 1 ? $"{limit} 1 character" : $"{limit} {count} characters";
}
