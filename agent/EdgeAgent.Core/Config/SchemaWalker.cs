using System.Globalization;
using System.Text.Json;

namespace EdgeAgent.Core.Config;

/// <summary>
/// Compares a JSON document with a JSON Schema (the keywords that our schemas use) and tells every fault, not the first. A keyword that it does not know
/// throws <see cref="NotSupportedException"/>: a schema that is not enforced would only pretend.
/// </summary>
public sealed class SchemaWalker
{
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

    /// <summary>Adds every fault of a part of a document, at <paramref name="path"/>, against a part of a schema whose root is <paramref name="root"/>.</summary>
    public static void CheckPart(JsonElement root, JsonElement schema, JsonElement value, string path, JsonMap map, List<ConfigFault> faults) =>
        new SchemaWalker(root, map, faults).Walk(schema, value, path);

    private void Walk(JsonElement schema, JsonElement value, string path)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            Walk(Resolve(reference.GetString()!), value, path);
        }

        if (schema.TryGetProperty("type", out var type) && !SchemaType.Fits(type, value))
        {
            Fault(path, $"{JsonShow.Value(value, path)} is {JsonShow.KindOf(value)}", SchemaType.Show(type));
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
                if (!SchemaRange.Fits(keyword, value))
                {
                    Fault(path, $"{JsonShow.Value(value, path)} is out of range", SchemaRange.Show(schema));
                }

                break;
            case "minLength" or "maxLength" or "pattern" or "format":
                if (value.ValueKind == JsonValueKind.String)
                {
                    SchemaText.Check(schema, keyword, value.GetString()!, path, (problem, expected) => Fault(path, problem, expected));
                }

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
            var near = value.ValueKind == JsonValueKind.String ? NearestWord.Hint(value.GetString()!, allowed.Select(a => a.ToString())) : "";
            Fault(path, $"{JsonShow.Value(value, path)} is not known{near}", "one of " + string.Join(", ", allowed.Select(a => a.GetRawText())));
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
                for (var i = schema.TryGetProperty("prefixItems", out var prefix) ? prefix.GetArrayLength() : 0; i < length; i++)
                {
                    Walk(keyword.Value, value[i], Item(path, i));
                }

                break;
            case "prefixItems":
                for (var i = 0; i < Math.Min(length, keyword.Value.GetArrayLength()); i++)
                {
                    Walk(keyword.Value[i], value[i], Item(path, i));
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
                    if (!SchemaText.Matches(member.Name, pattern))
                    {
                        Fault(JsonShow.Join(path, member.Name), $"the name \"{JsonShow.Cut(member.Name)}\" has a wrong form", SchemaText.DescriptionOr(keyword.Value, pattern));
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
                Fault(JsonShow.Join(path, member.Name), $"\"{JsonShow.Cut(member.Name)}\" stands here twice", "each key once");
            }
            else if (properties.TryGetProperty(member.Name, out var schema))
            {
                Walk(schema, member.Value, JsonShow.Join(path, member.Name));
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
                Walk(rule, member.Value, JsonShow.Join(path, member.Name));
            }
            else if (rule.ValueKind == JsonValueKind.False)
            {
                Fault(JsonShow.Join(path, member.Name), $"unknown key \"{JsonShow.Cut(member.Name)}\"{NearestWord.Hint(member.Name, known)}", "one of " + string.Join(", ", known));
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

        var problem = kind is null ? "\"kind\" is missing" : $"unknown kind \"{JsonShow.Cut(kind)}\"{NearestWord.Hint(kind, kinds.Select(a => a.Kind))}";
        Fault(kind is null ? path : JsonShow.Join(path, "kind"), problem, "one of " + string.Join(", ", kinds.Select(a => a.Kind)));
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

        Fault(path, $"{JsonShow.Value(value, path)} fits none of what is allowed", string.Join("; or ", expected.Distinct()));
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

    private static string Item(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    private string DescriptionOf(JsonElement schema, string member) =>
        schema.TryGetProperty("properties", out var p) && p.TryGetProperty(member, out var s) && (s.TryGetProperty("description", out var text) || (s.TryGetProperty("$ref", out var r) && Resolve(r.GetString()!).TryGetProperty("description", out text)))
            ? text.GetString()!
            : $"a key \"{member}\"";
}
