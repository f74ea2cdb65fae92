using System.Text.Json;
using EdgeAgent.Core.Config;

namespace EdgeAgent.Inference.Video.Geometry;

/// <summary>A file with lines: `[{"name":"gate","from":[0.5,0.2],"to":[0.5,0.8]}]`, coordinates normalised.</summary>
public static class LinesFile
{
    /// <summary>JSON Schema of such a file.</summary>
    public const string Schema = """
        {
          "type": "array",
          "description": "Lines in a picture.",
          "minItems": 1,
          "maxItems": 32,
          "items": {
            "type": "object",
            "description": "A line.",
            "required": ["name", "from", "to"],
            "additionalProperties": false,
            "properties": {
              "name": { "description": "lower-case letters, digits and hyphens", "type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,62}$" },
              "from": { "description": "x and y, 0 to 1 of the picture's width and height, y pointing down", "type": "array", "minItems": 2, "maxItems": 2, "items": { "description": "0 to 1", "type": "number", "minimum": 0, "maximum": 1 } },
              "to": { "description": "x and y, 0 to 1 of the picture's width and height, y pointing down", "type": "array", "minItems": 2, "maxItems": 2, "items": { "description": "0 to 1", "type": "number", "minimum": 0, "maximum": 1 } }
            }
          }
        }
        """;

    /// <summary>Reads a file; null with every fault added.</summary>
    public static IReadOnlyList<PictureLine>? Load(string path, List<ConfigFault> faults)
    {
        var before = faults.Count;
        using var file = JsonFile.Read(path, faults);
        if (file is null)
        {
            return null;
        }

        using var schema = JsonDocument.Parse(Schema);
        SchemaWalker.Check(schema.RootElement, file.Root, file.Map, faults);
        if (faults.Count > before)
        {
            return null;
        }

        var lines = file.Root.EnumerateArray().Select(Bind).ToList();
        for (var i = 0; i < lines.Count; i++)
        {
            var context = new BindContext($"[{i}]", file.Map, faults);
            if (lines.FindIndex(l => l.Name == lines[i].Name) < i)
            {
                context.At("name").Fault($"\"{lines[i].Name}\" stands twice", "another name");
            }

            if ((lines[i].FromX, lines[i].FromY) == (lines[i].ToX, lines[i].ToY))
            {
                context.At("to").Fault("is where the line begins", "another place");
            }
        }

        return faults.Count > before ? null : lines;
    }

    private static PictureLine Bind(JsonElement line)
    {
        var (from, to) = (line.GetProperty("from"), line.GetProperty("to"));
        return new PictureLine(line.Text("name", ""), from[0].GetDouble(), from[1].GetDouble(), to[0].GetDouble(), to[1].GetDouble());
    }
}
