using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Sensors.Modbus;

namespace EdgeAgent.Tests;

/// <summary>Every key that people write is explained in the schemas that ship: what it is, its bounds, and what holds when it is left out.</summary>
public sealed class SchemaTests
{
    private const string NoDefault = "neither required nor a default";
    private static readonly IReadOnlyList<ISourceKind> Kinds = [new ModbusKind(ModbusFraming.Rtu)];

    [Fact]
    public void Every_key_of_a_site_and_of_every_kind_of_source_is_explained() => Assert.Empty(FaultsOf(Schemas.Site(Kinds), atLeast: 60));

    [Fact]
    public void Every_key_of_a_profile_is_explained() => Assert.Empty(FaultsOf(Schemas.Profile(), atLeast: 20));

    [Fact]
    public void Every_key_of_a_module_is_explained() => Assert.Empty(FaultsOf(Schemas.Module(), atLeast: 60));

    [Fact]
    public void A_key_without_a_word_is_found() => Assert.Equal(
        ["a: no description", "a: no bound", "a: neither required nor a default nor \"left out:\""],
        FaultsOf("""{ "properties": { "a": { "type": "integer" } } }""", atLeast: 1));

    private static List<string> FaultsOf(string schema, int atLeast)
    {
        using var document = JsonDocument.Parse(schema);
        var walk = new Walk(document.RootElement);
        walk.Object(document.RootElement, "");
        Assert.True(walk.Count >= atLeast, $"only {walk.Count} keys were seen");
        return walk.Faults;
    }

    private sealed class Walk(JsonElement root)
    {
        public List<string> Faults { get; } = [];

        public int Count { get; private set; }

        public void Object(JsonElement schema, string path)
        {
            if (schema.TryGetProperty("properties", out var properties))
            {
                string[] required = schema.TryGetProperty("required", out var names) ? [.. names.EnumerateArray().Select(n => n.GetString()!)] : [];
                foreach (var property in properties.EnumerateObject())
                {
                    Property(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}", required.Contains(property.Name));
                }
            }

            foreach (var below in new[] { "items", "additionalProperties" }.Where(n => schema.TryGetProperty(n, out var e) && e.ValueKind == JsonValueKind.Object))
            {
                Object(schema.GetProperty(below), path + (below == "items" ? "[]" : ".*"));
            }

            foreach (var alternative in schema.TryGetProperty("oneOf", out var oneOf) ? oneOf.EnumerateArray().ToArray() : [])
            {
                Object(Resolved(alternative), path);
            }
        }

        private void Property(JsonElement schema, string path, bool isRequired)
        {
            Count++;
            var target = Resolved(schema);
            var description = Text(schema) ?? Text(target);
            if (string.IsNullOrWhiteSpace(description) && !target.TryGetProperty("const", out _))
            {
                Faults.Add($"{path}: no description");
            }

            if (!IsBounded(target))
            {
                Faults.Add($"{path}: no bound");
            }

            var says = $"{Text(schema)} {Text(target)}".Contains("left out:", StringComparison.Ordinal);
            if (!isRequired && !schema.TryGetProperty("default", out _) && !target.TryGetProperty("default", out _) && !says)
            {
                Faults.Add($"{path}: {NoDefault} nor \"left out:\"");
            }

            Object(target, path);
        }

        private static bool IsBounded(JsonElement schema)
        {
            bool Has(params string[] names) => names.All(n => schema.TryGetProperty(n, out _));
            if (Has("enum") || Has("const") || Has("anyOf") || Has("oneOf"))
            {
                return true;
            }

            var type = schema.GetProperty("type");
            var first = type.ValueKind == JsonValueKind.Array ? "any" : type.GetString();
            return first switch
            {
                "integer" => Has("minimum", "maximum"),
                "string" => Has("maxLength") || Has("pattern") || Has("x-min", "x-max") || Has("format"),
                "array" => Has("maxItems"),
                "object" => Has("properties") || Has("maxProperties"),

                // A scale, an offset or a plausible limit may be any finite number.
                _ => true,
            };
        }

        private static string? Text(JsonElement schema) => schema.TryGetProperty("description", out var text) ? text.GetString() : null;

        private JsonElement Resolved(JsonElement schema) => schema.TryGetProperty("$ref", out var reference)
            ? root.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..])
            : schema;
    }
}
