using System.Text.Json;

namespace EdgeAgent.Core.Config;

/// <summary>Writes values and paths of a JSON document for messages.</summary>
internal static class JsonShow
{
    private const int MaxShown = 80;
    private static readonly string[] SecretKeys = ["password", "passwd", "secret", "token"];

    /// <summary>A value as it stands in the file, cut to 80 characters. What stands at a key for secrets, or before the @ of an address, is not shown.</summary>
    public static string Value(JsonElement value, string path) => IsSecret(path) || HoldsSecret(value) ? "a value that is not shown" : Cut(value.GetRawText());

    /// <summary>A text between quotation marks, by the same rules.</summary>
    public static string Text(string text, string path) => IsSecret(path) ? "a value that is not shown" : $"\"{Cut(WithoutUser(text))}\"";

    /// <summary>A text cut to 80 characters, without the user and password of an address.</summary>
    public static string Cut(string text)
    {
        var shown = WithoutUser(text);
        return shown.Length <= MaxShown ? shown : shown[..(MaxShown - 3)] + "...";
    }

    /// <summary>What a value is, with its article.</summary>
    public static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };

    /// <summary>Path of a member.</summary>
    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static bool IsSecret(string path)
    {
        var key = path[(path.LastIndexOf('.') + 1)..];
        return SecretKeys.Any(s => key.Contains(s, StringComparison.OrdinalIgnoreCase));
    }

    private static bool HoldsSecret(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(m => IsSecret(m.Name) || HoldsSecret(m.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(HoldsSecret),
        _ => false,
    };

    private static string WithoutUser(string text)
    {
        var at = text.LastIndexOf('@');
        var start = text.IndexOf("//", StringComparison.Ordinal);
        return at > start && start >= 0 ? string.Concat(text.AsSpan(0, start + 2), "...", text.AsSpan(at)) : text;
    }
}
