using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Core.Config;

/// <summary>The schemas of the files that people write.</summary>
public static class Schemas
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The site file's schema with every kind of source in it, as indented JSON.</summary>
    public static string Site(IReadOnlyList<ISourceKind> kinds)
    {
        var root = JsonNode.Parse(Read("site.schema.json"))!;
        var kindNodes = new JsonArray();
        foreach (var kind in kinds)
        {
            kindNodes.Add(JsonNode.Parse(kind.Schema));
        }

        root["properties"]!["sources"]!["items"]!["oneOf"] = kindNodes;
        return root.ToJsonString(Indented);
    }

    /// <summary>The profile's schema, as indented JSON.</summary>
    public static string Profile() => Read("profile.schema.json");

    /// <summary>The schema of device templates, as indented JSON.</summary>
    public static string Template() => Read("template.schema.json");

    /// <summary>The schema of module manifests, as indented JSON.</summary>
    public static string Module() => Read("module.schema.json");

    private static string Read(string name)
    {
        using var stream = typeof(Schemas).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"the build lacks {name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
