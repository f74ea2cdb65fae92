using EdgeAgent.Core.Config;

namespace EdgeAgent.Sensors.Sysfs;

/// <summary>JSON Schemas of the sources that read sysfs.</summary>
internal static class SysfsSchema
{
    private const string Calibration = """
        "scale": { "description": "Factor from the channel's unit to the point's; not 0.", "type": "number", "default": 1 },
        "offset": { "description": "Added after scaling, in the point's unit.", "type": "number", "default": 0 },
        "unit": { "description": "Unit; left out: the channel's.", "$ref": "#/$defs/unit" }
        """;

    /// <summary>Schema of `iio` or `hwmon`.</summary>
    public static string Channels(string kind, string description, string channels) => Source(kind, description, "", $$"""
        "device": { "description": "Name of the device in the profile's {{kind}}.", "type": "string", "minLength": 1, "maxLength": 63 },
        """, "\"name\", \"device\"", $$"""
        "channel": { "description": "{{channels}}; left out: the point's name.", "type": "string", "pattern": "^[a-z0-9_-]{1,63}$" },
        """);

    /// <summary>Schema of `w1`.</summary>
    public static string W1() => Source(
        "w1",
        "DS18B20 and like temperature sensors on one 1-Wire bus.",
        """
        "bus": { "description": "Name of the bus in the profile, as in w1-1.", "type": "string", "minLength": 1, "maxLength": 63 },
        """,
        """
        "id": { "description": "family and number as the kernel writes them, as in 28-0316a2795a21", "type": "string", "pattern": "^(10|22|28|3b|42)-[0-9a-f]{12}$" },
        """,
        "\"name\", \"id\"",
        "");

    private static string Source(string kind, string description, string sourceMembers, string deviceMembers, string required, string pointMembers) => $$"""
        {
          "description": "{{description}}",
          "type": "object",
          "required": ["kind", "devices"{{(sourceMembers.Length > 0 ? ", \"bus\"" : "")}}],
          "additionalProperties": false,
          "properties": {
            "kind": { "const": "{{kind}}" },
            {{sourceMembers}}
            "devices": {
              "description": "What is read.", "type": "array", "minItems": 1, "maxItems": 128,
              "items": {
                "type": "object",
                "required": [{{required}}],
                "additionalProperties": false,
                "properties": {
                  "name": { "description": "Name, unique in the site.", "$ref": "#/$defs/name" },
                  "label": { "description": "What people call it.", "$ref": "#/$defs/label" },
                  "template": { "description": "Name of a device template, whose points it takes over; left out: none.", "$ref": "#/$defs/template" },
                  {{deviceMembers}}
                  "poll": { "description": "Time between two readings.", "$ref": "#/$defs/poll" },
                  "alarm": { "description": "lost: its loss is an alarm; left out: an event.", "enum": ["lost"] },
                  "grade": { "description": "How far data of its points may travel.", "$ref": "#/$defs/grade" },
                  "points": { "description": "What is read of it.", "type": "array", "minItems": 1, "maxItems": 64, "items": { {{Point(pointMembers)}} } }
                }
              }
            }
          }
        }
        """;

    private static string Point(string members) => $$"""
        "type": "object",
        "required": ["name"],
        "additionalProperties": false,
        "properties": {
          {{members}}
          {{SourceSchema.Point}},
          {{Calibration}}
        }
        """;
}
