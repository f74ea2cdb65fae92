using System.Diagnostics.CodeAnalysis;

namespace EdgeAgent.Core.Config.JsonPaths;

/// <summary>
/// A place in a JSON document, in a small part of RFC 9535 that always selects one value or none: `$`, `.name`, `['name']`, `[0]` and `[?(@.name=='x')]`, which selects the first item that fits.
/// Immutable.
/// </summary>
public sealed class JsonPath
{
    /// <summary>Most steps.</summary>
    public const int MaxSteps = 16;

    /// <summary>Most characters.</summary>
    public const int MaxLength = 256;

    /// <summary>What is accepted, for messages.</summary>
    public const string Form = "$, then any of .name, ['name'], [0] and [?(@.name=='x')], as in $.object.temperature or $.rxInfo[0].rssi";

    private JsonPath(string text, JsonPathSegment[] steps)
    {
        Text = text;
        Steps = steps;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>True for `$`: the whole document.</summary>
    public bool IsRoot => Steps.Length == 0;

    /// <summary>Its steps from the root.</summary>
    internal JsonPathSegment[] Steps { get; }

    /// <summary>Reads a path; <paramref name="fault"/> tells what is wrong and at which character.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out JsonPath? path, out string fault)
    {
        var parser = new JsonPathParser(text);
        path = parser.TryRead(out var steps) ? new JsonPath(text, steps) : null;
        fault = parser.Fault;
        return path is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
