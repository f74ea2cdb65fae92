using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EdgeAgent.Core.Config;

/// <summary>
/// Compares a JSON document with a JSON Schema (the keywords that our schemas use) and tells every fault, not the first. A keyword that it does not know
/// throws <see cref="NotSupportedException"/>: a schema that is not enforced would only pretend.
/// </summary>
public sealed class SchemaWalker
{
    private static readonly TimeSpan PatternLimit = TimeSpan.FromMilliseconds(100);

    private static readonly HashSet<string> Ignored = new(StringComparer.Ordinal)
    {
        "$schema", "$id", "$defs", "$comment", "title", "description", "default", "examples", "x-min", "x-max",
    };

    private readonly JsonElement _root;
    private readonly JsonMap _map;
    private readonly List<ConfigFault> _faults;

    private SchemaWalker(JsonElement root, JsonMap map, List<ConfigFault> faults)
    {
        _root = root;
        _map = map;
        _faults = faults;
    }

    /// <summary>Adds every fault of <paramref name="document"/> against <paramref name="schema"/> to <paramref name="faults"/>.</summary>
    public static void Check(JsonElement schema, JsonElement document, JsonMap map, List<ConfigFault> faults) =>
        new SchemaWalker(schema, map, faults).Walk(schema, document, "");

    private void Walk(JsonElement schema, JsonElement value, string path)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            Walk(Resolve(reference.GetString()!), value, path);
        }

        if (schema.TryGetProperty("type", out var type) && !TypeFits(type, value))
        {
            Fault(path, $"{Show(value)} is {NameOf(value)}", TypeText(type));
            return;
        }

        foreach (var keyword in schema.EnumerateObject())
        {
            Apply(keyword, schema, value, path);
        }
    }

    private void Apply(JsonProperty keyword, JsonElement schema, JsonElement value, string path)
    {
        switch (keyword.Name)
        {
            case "$ref" or "type":
                break;
            case "const" or "enum":
                CheckOneOf(keyword.Value.ValueKind == JsonValueKind.Array ? keyword.Value.EnumerateArray().ToArray() : [keyword.Value], value, path);
                break;
            case "minimum" or "maximum" or "exclusiveMinimum":
                CheckNumber(schema, keyword, value, path);
                break;
            case "minLength" or "maxLength" or "pattern" or "format":
                CheckText(schema, keyword, value, path);
                break;
            case "minItems" or "maxItems" or "items" or "prefixItems":
                CheckArray(schema, keyword, value, path);
                break;
            case "properties" or "required" or "additionalProperties" or "minProperties" or "maxProperties" or "propertyNames":
                CheckObject(schema, keyword, value, path);
                break;
            case "oneOf":
                CheckByKind(keyword.Value, value, path);
                break;
            case "anyOf":
                CheckAny(keyword.Value, value, path);
                break;
            default:
                if (!Ignored.Contains(keyword.Name))
                {
                    throw new NotSupportedException($"the schema keyword '{keyword.Name}' is not enforced");
                }

                break;
        }
    }

    private void CheckOneOf(JsonElement[] allowed, JsonElement value, string path)
    {
        if (!allowed.Any(a => JsonElement.DeepEquals(a, value)))
        {
            var near = value.ValueKind == JsonValueKind.String ? Nearest(value.GetString()!, allowed.Select(a => a.ToString())) : null;
            Fault(path, $"{Show(value)} is not known{(near is null ? "" : $"; did you mean \"{near}\"?")}", "one of " + string.Join(", ", allowed.Select(a => a.GetRawText())));
        }
    }

    private void CheckNumber(JsonElement schema, JsonProperty keyword, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Number)
        {
            return;
        }

        var number = value.GetDouble();
        var limit = keyword.Value.GetDouble();
        var fits = keyword.Name switch { "minimum" => number >= limit, "maximum" => number <= limit, _ => number > limit };
        if (!fits)
        {
            Fault(path, $"{Show(value)} is out of range", RangeText(schema));
        }
    }

    private void CheckText(JsonElement schema, JsonProperty keyword, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return;
        }

        var text = value.GetString()!;
        switch (keyword.Name)
        {
            case "minLength" when text.Length < keyword.Value.GetInt32():
                Fault(path, $"{Show(value)} is too short", $"at least {keyword.Value.GetInt32()} characters");
                break;
            case "maxLength" when text.Length > keyword.Value.GetInt32():
                Fault(path, $"{Show(value)} is too long", $"at most {keyword.Value.GetInt32()} characters");
                break;
            case "pattern" when !Regex.IsMatch(text, keyword.Value.GetString()!, RegexOptions.CultureInvariant, PatternLimit):
                Fault(path, $"{Show(value)} has a wrong form", DescriptionOr(schema, keyword.Value.GetString()!));
                break;
            case "format":
                CheckFormat(schema, keyword.Value.GetString()!, text, path);
                break;
        }
    }

    private void CheckFormat(JsonElement schema, string format, string text, string path)
    {
        switch (format)
        {
            case "duration":
                CheckQuantity(schema, DurationText.TryParse(text, out var ms), ms, text, path, DurationText.Form, DurationText.Format);
                break;
            case "bytes":
                CheckQuantity(schema, SizeText.TryParse(text, out var bytes), bytes, text, path, SizeText.Form, SizeText.Format);
                break;
            case "uri" when !Uri.TryCreate(text, UriKind.Absolute, out _):
                Fault(path, $"\"{Cut(text)}\" is no address", "a URL such as mqtt://host:1883");
                break;
            case "endpoint" when !TryEndPoint(text, out _):
                Fault(path, $"\"{Cut(text)}\" is no address to listen on", "an IP address and a port, as in \"127.0.0.1:8470\" or \"[::1]:8470\"");
                break;
            case "duration" or "bytes" or "uri" or "endpoint":
                break;
            default:
                throw new NotSupportedException($"the schema format '{format}' is not enforced");
        }
    }

    private void CheckQuantity(JsonElement schema, bool parsed, long value, string text, string path, string form, Func<long, string> show)
    {
        var min = schema.TryGetProperty("x-min", out var lower) ? lower.GetInt64() : 0;
        var max = schema.TryGetProperty("x-max", out var upper) ? upper.GetInt64() : long.MaxValue;
        if (!parsed)
        {
            Fault(path, $"\"{Cut(text)}\" cannot be read", form);
        }
        else if (value < min || value > max)
        {
            Fault(path, $"\"{Cut(text)}\" is out of range", max == long.MaxValue ? $"at least {show(min)}" : $"{show(min)} to {show(max)}");
        }
    }

    private void CheckArray(JsonElement schema, JsonProperty keyword, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        var length = value.GetArrayLength();
        switch (keyword.Name)
        {
            case "minItems" when length < keyword.Value.GetInt32():
                Fault(path, $"{length} items", $"at least {keyword.Value.GetInt32()}");
                break;
            case "maxItems" when length > keyword.Value.GetInt32():
                Fault(path, $"{length} items", $"at most {keyword.Value.GetInt32()}");
                break;
            case "items":
                for (var i = 0; i < length; i++)
                {
                    Walk(keyword.Value, value[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"));
                }

                break;
        }
    }

    private void CheckObject(JsonElement schema, JsonProperty keyword, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        switch (keyword.Name)
        {
            case "properties":
                CheckMembers(keyword.Value, value, path);
                break;
            case "required":
                foreach (var name in keyword.Value.EnumerateArray().Where(n => !value.TryGetProperty(n.GetString()!, out _)))
                {
                    Fault(path, $"\"{name.GetString()}\" is missing", DescriptionOf(schema, name.GetString()!));
                }

                break;
            case "additionalProperties":
                CheckUnknown(schema, keyword.Value, value, path);
                break;
            case "propertyNames":
                foreach (var member in value.EnumerateObject())
                {
                    var pattern = keyword.Value.GetProperty("pattern").GetString()!;
                    if (!Regex.IsMatch(member.Name, pattern, RegexOptions.CultureInvariant, PatternLimit))
                    {
                        Fault(Join(path, member.Name), $"the name \"{Cut(member.Name)}\" has a wrong form", DescriptionOr(keyword.Value, pattern));
                    }
                }

                break;
            case "minProperties" when value.EnumerateObject().Count() < keyword.Value.GetInt32():
                Fault(path, "too few members", $"at least {keyword.Value.GetInt32()}");
                break;
            case "maxProperties" when value.EnumerateObject().Count() > keyword.Value.GetInt32():
                Fault(path, "too many members", $"at most {keyword.Value.GetInt32()}");
                break;
        }
    }

    private void CheckMembers(JsonElement properties, JsonElement value, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (!seen.Add(member.Name))
            {
                Fault(Join(path, member.Name), $"\"{Cut(member.Name)}\" stands here twice", "each key once");
            }
            else if (properties.TryGetProperty(member.Name, out var schema))
            {
                Walk(schema, member.Value, Join(path, member.Name));
            }
        }
    }

    private void CheckUnknown(JsonElement schema, JsonElement rule, JsonElement value, string path)
    {
        var known = schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().Select(p => p.Name).ToArray() : [];
        foreach (var member in value.EnumerateObject().Where(m => !known.Contains(m.Name, StringComparer.Ordinal)))
        {
            if (rule.ValueKind == JsonValueKind.Object)
            {
                Walk(rule, member.Value, Join(path, member.Name));
            }
            else if (rule.ValueKind == JsonValueKind.False)
            {
                var near = Nearest(member.Name, known);
                Fault(Join(path, member.Name), $"unknown key \"{Cut(member.Name)}\"{(near is null ? "" : $"; did you mean \"{near}\"?")}", "one of " + string.Join(", ", known));
            }
        }
    }

    // Alternatives are told apart by their constant `kind`: then the faults are those of the right one.
    private void CheckByKind(JsonElement alternatives, JsonElement value, string path)
    {
        var kinds = alternatives.EnumerateArray().Select(a => (Kind: KindOf(a), Schema: a)).ToArray();
        var kind = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("kind", out var k) && k.ValueKind == JsonValueKind.String ? k.GetString() : null;
        foreach (var alternative in kinds.Where(a => a.Kind == kind && kind is not null))
        {
            Walk(alternative.Schema, value, path);
            return;
        }

        var near = kind is null ? null : Nearest(kind, kinds.Select(a => a.Kind));
        var problem = kind is null ? "\"kind\" is missing" : $"unknown kind \"{Cut(kind)}\"{(near is null ? "" : $"; did you mean \"{near}\"?")}";
        Fault(kind is null ? path : Join(path, "kind"), problem, "one of " + string.Join(", ", kinds.Select(a => a.Kind)));
    }

    private void CheckAny(JsonElement alternatives, JsonElement value, string path)
    {
        var expected = new List<string>();
        foreach (var alternative in alternatives.EnumerateArray())
        {
            var faults = new List<ConfigFault>();
            new SchemaWalker(_root, _map, faults).Walk(alternative, value, path);
            if (faults.Count == 0)
            {
                return;
            }

            expected.Add(faults[0].Expected);
        }

        Fault(path, $"{Show(value)} fits none of what is allowed", string.Join("; or ", expected.Distinct()));
    }

    private string KindOf(JsonElement alternative)
    {
        var schema = alternative.TryGetProperty("$ref", out var reference) ? Resolve(reference.GetString()!) : alternative;
        return schema.GetProperty("properties").GetProperty("kind").GetProperty("const").GetString()!;
    }

    private JsonElement Resolve(string reference)
    {
        const string Prefix = "#/$defs/";
        return reference.StartsWith(Prefix, StringComparison.Ordinal) && _root.GetProperty("$defs").TryGetProperty(reference[Prefix.Length..], out var found)
            ? found
            : throw new NotSupportedException($"the schema reference '{reference}' leads nowhere");
    }

    private void Fault(string path, string problem, string expected)
    {
        var (line, column) = _map.PlaceOf(path);
        _faults.Add(new ConfigFault(_map.File, path, line, column, problem, expected));
    }

    /// <summary>Reads `127.0.0.1:8470` or `[::1]:8470`; false without a port.</summary>
    internal static bool TryEndPoint(string text, out System.Net.IPEndPoint endPoint)
    {
        endPoint = null!;
        return text.Contains(':', StringComparison.Ordinal) && (text[0] != '[' || text.Contains("]:", StringComparison.Ordinal))
            && System.Net.IPEndPoint.TryParse(text, out endPoint!) && endPoint.Port is > 0 and <= 65535;
    }

    /// <summary>The known word nearest to <paramref name="word"/> by edit distance, when it is near at all.</summary>
    internal static string? Nearest(string word, IEnumerable<string> known) =>
        known.Select(k => (Word: k, Distance: Distance(word, k))).Where(k => k.Distance <= Math.Max(1, word.Length / 3)).OrderBy(k => k.Distance).FirstOrDefault().Word;

    private static int Distance(string a, string b)
    {
        if (a.Length > 64)
        {
            return int.MaxValue;
        }

        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + cost));
            }
        }

        return row[b.Length];
    }

    private static bool TypeFits(JsonElement type, JsonElement value) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().Any(t => IsOf(t.GetString()!, value))
        : IsOf(type.GetString()!, value);

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number == Math.Floor(number),
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new NotSupportedException($"the schema type '{type}' is not enforced"),
    };

    private static string TypeText(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? string.Join(" or ", type.EnumerateArray().Select(t => t.GetString())) : type.GetString()!;

    private static string NameOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };

    private static string RangeText(JsonElement schema)
    {
        var min = schema.TryGetProperty("minimum", out var low) ? low.GetRawText() : schema.TryGetProperty("exclusiveMinimum", out low) ? $"more than {low.GetRawText()}" : "";
        var max = schema.TryGetProperty("maximum", out var high) ? high.GetRawText() : "";
        return (min, max) switch
        {
            ({ Length: > 0 }, { Length: > 0 }) => $"{min} to {max}",
            ({ Length: > 0 }, _) => min.StartsWith("more", StringComparison.Ordinal) ? min : $"at least {min}",
            _ => $"at most {max}",
        };
    }

    private static string DescriptionOr(JsonElement schema, string pattern) =>
        schema.TryGetProperty("description", out var text) ? text.GetString()! : $"text that matches {pattern}";

    private static string DescriptionOf(JsonElement schema, string member) =>
        schema.TryGetProperty("properties", out var p) && p.TryGetProperty(member, out var s) && s.TryGetProperty("description", out var text) ? text.GetString()! : $"a key \"{member}\"";

    private static string Show(JsonElement value) => Cut(value.GetRawText());

    private static string Cut(string text) => text.Length <= 80 ? text : text[..77] + "...";

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
