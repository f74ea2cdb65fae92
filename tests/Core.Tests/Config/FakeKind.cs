using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Core.Tests.Config;

/// <summary>A source kind to test what is common to all kinds: devices and points as all have them, or one device with points by name alone.</summary>
internal sealed class FakeKind : ISourceKind
{
    public string Name => "fake";

    public string Schema => """
        { "type": "object", "required": ["kind", "port"], "additionalProperties": false,
          "properties": { "kind": { "const": "fake" }, "port": { "type": "string" }, "device": { "$ref": "#/$defs/name" }, "poll": { "$ref": "#/$defs/poll" },
            "register": { "description": "Register.", "type": "integer", "minimum": 0, "maximum": 65535 },
            "points": { "type": "array", "items": { "type": "string" } },
            "devices": { "type": "array", "items": { "type": "object", "required": ["name"], "additionalProperties": false, "properties": {
              "name": { "$ref": "#/$defs/name" }, "template": { "$ref": "#/$defs/template" },
              "points": { "type": "array", "items": { "type": "object", "required": ["name"], "additionalProperties": false, "properties": {
                "name": { "$ref": "#/$defs/name" }, "unit": { "$ref": "#/$defs/unit" }, "range": { "type": "array", "minItems": 2, "maxItems": 2, "items": { "type": "number" } } } } } } } } } }
        """;

    public SourcePlan? Bind(JsonElement source, BindContext context)
    {
        var pollMs = source.DurationMs("poll", 1_000);
        var device = source.Text("device", "d");
        var devices = new List<DeviceDescriptor>();
        var points = source.Items("points").Select(p => new PointDescriptor { Name = $"{device}/{p.GetString()}", PollMs = pollMs }).ToList();
        if (points.Count > 0)
        {
            devices.Add(new DeviceDescriptor(device, "", false, Grade.Internal));
        }

        foreach (var (item, i) in source.Items("devices").Select((d, i) => (d, i)))
        {
            var name = item.GetProperty("name").GetString()!;
            devices.Add(new DeviceDescriptor(name, "", false, Grade.Internal));
            foreach (var (point, j) in item.Items("points").Select((p, j) => (p, j)))
            {
                var range = point.Items("range").Select(r => r.GetDouble()).ToArray();
                if (range.Length == 2 && range[0] > range[1])
                {
                    context.At($"devices[{i}]").At($"points[{j}]").At("range").Fault("upside down", "[lowest, highest]");
                }

                points.Add(new PointDescriptor { Name = $"{name}/{point.GetProperty("name").GetString()}", PollMs = pollMs });
            }
        }

        return new BusPlan
        {
            Kind = Name,
            Port = source.GetProperty("port").GetString()!,
            Serial = new SerialSettings(9600),
            Devices = devices,
            Points = points,
            Listen = (_, _) => throw new InvalidOperationException("configuration tests run no driver"),
        };
    }
}
