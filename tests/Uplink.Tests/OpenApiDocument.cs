using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace EdgeAgent.Tests.Uplink;

/// <summary>The served document, and whether answers are as it says. Stricter than it is for readers: a member that it does not name is a fault.</summary>
internal sealed class OpenApiDocument
{
    private readonly JsonNode _root;
    private readonly JsonObject _schemas;

    public OpenApiDocument(string text)
    {
        _root = JsonNode.Parse(text)!;
        _schemas = (JsonObject)JsonNode.Parse(_root["components"]!["schemas"]!.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal))!;
        Close(_schemas);
    }

    /// <summary>Every operation: path, method in capitals, and itself.</summary>
    public IEnumerable<(string Path, string Method, JsonObject Operation)> Operations =>
        from path in (JsonObject)_root["paths"]!
        from member in (JsonObject)path.Value!
        where member.Key != "parameters"
        select (path.Key, member.Key.ToUpperInvariant(), (JsonObject)member.Value!);

    /// <summary>Every documented answer.</summary>
    public IEnumerable<(string Path, string Method, int Status)> Answers =>
        Operations.SelectMany(o => ((JsonObject)o.Operation["responses"]!).Select(r => (o.Path, o.Method, int.Parse(r.Key))));

    /// <summary>The scope that an operation needs, or none.</summary>
    public static string ScopeOf(JsonObject operation) => operation["security"]!.AsArray() is { Count: > 0 } ways
        ? Assert.Single(ways.SelectMany(w => ((JsonObject)w!).Select(s => Assert.Single(s.Value!.AsArray())!.GetValue<string>())).Distinct())
        : "";

    /// <summary>A shared parameter's schema.</summary>
    public JsonNode Parameter(string name) => _root["components"]!["parameters"]![name]!["schema"]!;

    /// <summary>Asserts that an answer is as documented: status, content type, body, headers.</summary>
    public void Check(string path, string method, int status, string? contentType, string body, Func<string, bool> hasHeader)
    {
        var operation = Operations.Single(o => o.Path == path && o.Method == method).Operation;
        var response = operation["responses"]![status.ToString()];
        Assert.True(response is not null, $"{method} {path} answers {status}, which is not documented: {body}");
        response = response["$ref"] is { } reference ? _root["components"]!["responses"]![reference.GetValue<string>().Split('/')[^1]]! : response;
        foreach (var header in (response["headers"] as JsonObject)?.Select(h => h.Key) ?? [])
        {
            Assert.True(hasHeader(header), $"{method} {path} {status} has no {header}");
        }

        if (response["content"] is not JsonObject content)
        {
            Assert.True(body.Length == 0, $"{method} {path} {status} has a body: {body}");
            return;
        }

        var (type, media) = Assert.Single(content);
        Assert.Equal(type, contentType);
        if (type is not ("text/plain" or "image/jpeg"))
        {
            CheckSchema(media!["schema"]!, body, $"{method} {path} {status}");
        }
    }

    private void CheckSchema(JsonNode schema, string body, string what)
    {
        var whole = new JsonObject { ["$defs"] = _schemas.DeepClone(), ["allOf"] = new JsonArray(JsonNode.Parse(schema.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal))) };
        var result = JsonSchema.FromText(whole.ToJsonString()).Evaluate(JsonNode.Parse(body), new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
        var faults = result.Details.Where(d => d.HasErrors).SelectMany(d => d.Errors!.Select(e => $"{d.InstanceLocation}: {e.Value}"));
        Assert.True(result.IsValid, $"{what}: {string.Join("; ", faults)}: {body}");
    }

    private static void Close(JsonNode? node)
    {
        if (node is JsonObject schema)
        {
            if (schema["properties"] is JsonObject && !schema.ContainsKey("additionalProperties"))
            {
                schema["additionalProperties"] = false;
            }

            foreach (var child in schema.Select(m => m.Value).ToList())
            {
                Close(child);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var child in list)
            {
                Close(child);
            }
        }
    }
}
