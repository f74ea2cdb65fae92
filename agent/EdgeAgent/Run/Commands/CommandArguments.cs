using System.Text.Json;
using EdgeAgent.Core.Commands;
using EdgeAgent.Core.Config;

namespace EdgeAgent.Run.Commands;

/// <summary>Reads a command's arguments; the first thing wrong is kept and ends the command as a reply.</summary>
/// <param name="arguments">A JSON object, or nothing.</param>
internal sealed class CommandArguments(JsonElement arguments)
{
    private const int MaxItems = 64;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private string _fault = "";

    /// <summary>What is wrong, or null. Call it when everything has been asked for: a key that nobody asked for is wrong too.</summary>
    public CommandReply? Fault()
    {
        if (_fault.Length == 0 && arguments.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in arguments.EnumerateObject().Where(m => !_known.Contains(m.Name)))
            {
                _fault = $"unknown argument \"{Cut(member.Name)}\"{NearestWord.Hint(member.Name, _known)}; expected {(_known.Count == 0 ? "none" : string.Join(", ", _known))}";
            }
        }

        return _fault.Length == 0 ? null : new CommandReply(CommandStatus.Bad, _fault);
    }

    /// <summary>A text that must be there, 1 to <paramref name="maxLength"/> characters.</summary>
    public string Text(string name, int maxLength, string expected)
    {
        if (Member(name) is not { } value)
        {
            return Wrong($"\"{name}\" is missing; expected {expected}");
        }

        return TextOf(value) is { Length: > 0 } text && text.Length <= maxLength ? text : Wrong($"\"{name}\" is {Show(value)}; expected {expected}");
    }

    /// <summary>A text that may be left out; empty then.</summary>
    public string TextOrNone(string name, int maxLength, string expected) => Member(name) is null ? "" : Text(name, maxLength, expected);

    /// <summary>A duration within a range, ms.</summary>
    public long DurationMs(string name, long minMs, long maxMs)
    {
        var expected = $"a duration from {DurationText.Format(minMs)} to {DurationText.Format(maxMs)}";
        var text = Text(name, 32, expected);
        if (_fault.Length > 0)
        {
            return 0;
        }

        if (!DurationText.TryParse(text, out var ms) || ms < minMs || ms > maxMs)
        {
            Wrong($"\"{name}\" is \"{Cut(text)}\"; expected {expected}");
        }

        return ms;
    }

    /// <summary>A whole number from 1 on.</summary>
    public ulong Number(string name, string expected)
    {
        if (Member(name) is not { } value)
        {
            Wrong($"\"{name}\" is missing; expected {expected}");
            return 0;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out var number) && number > 0)
        {
            return number;
        }

        Wrong($"\"{name}\" is {Show(value)}; expected {expected}");
        return 0;
    }

    /// <summary>A finite number or a text of 1 to <paramref name="maxLength"/> characters that must be there.</summary>
    public (double? Number, string Text) NumberOrText(string name, int maxLength, string expected)
    {
        if (Member(name) is { ValueKind: JsonValueKind.Number } value)
        {
            return value.TryGetDouble(out var number) && double.IsFinite(number) ? (number, "") : (null, Wrong($"\"{name}\" is {Show(value)}; expected {expected}"));
        }

        return (null, Text(name, maxLength, expected));
    }

    /// <summary>A list of 1 to 64 texts.</summary>
    public List<string> Texts(string name, string expected)
    {
        if (Member(name) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() is >= 1 and <= MaxItems)
        {
            var texts = list.EnumerateArray().Select(TextOf).ToList();
            if (texts.TrueForAll(t => t is { Length: > 0 }))
            {
                return texts!;
            }
        }

        Wrong($"\"{name}\" is missing or no list of 1 to {MaxItems} texts; expected {expected}");
        return [];
    }

    private JsonElement? Member(string name)
    {
        _known.Add(name);
        return arguments.ValueKind == JsonValueKind.Object && arguments.TryGetProperty(name, out var value) ? value : null;
    }

    private string Wrong(string fault)
    {
        _fault = _fault.Length == 0 ? fault : _fault;
        return "";
    }

    private static string Show(JsonElement value) => Cut(value.GetRawText());

    private static string Cut(string text) => text.Length <= 40 ? text : text[..37] + "...";

    // Lone surrogates pass the parser and show only here.
    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
