using EdgeAgent.Core.Config;

namespace EdgeAgent.Sensors.Can;

/// <summary>JSON Schema of a CAN source.</summary>
internal static class CanSchema
{
    public static readonly string Text = $$"""
        {
          "description": "Frames of a CAN bus by a signal table. The agent listens; it sends nothing.",
          "type": "object",
          "required": ["kind", "bus", "devices"],
          "additionalProperties": false,
          "properties": {
            "kind": { "const": "can" },
            "bus": { "description": "Name of the bus in the profile, as in can-1.", "type": "string", "minLength": 1, "maxLength": 63 },
            "devices": {
              "description": "Who sends.", "type": "array", "minItems": 1, "maxItems": 128,
              "items": {
                "type": "object",
                "required": ["name"],
                "additionalProperties": false,
                "properties": {
                  "name": { "description": "Name, unique in the site.", "$ref": "#/$defs/name" },
                  "label": { "description": "What people call it.", "$ref": "#/$defs/label" },
                  "template": { "description": "Name of a device template, whose points it takes over; left out: none.", "$ref": "#/$defs/template" },
                  "silence": { "description": "No frame of it for so long: it is lost.", "type": "string", "format": "duration", "x-min": 100, "x-max": 3600000, "default": "5 s" },
                  "poll": { "description": "Time between two readings of a point: frames between are passed over, frames that do not come are told.", "$ref": "#/$defs/poll" },
                  "alarm": { "description": "lost: its loss is an alarm; left out: an event.", "enum": ["lost"] },
                  "grade": { "description": "How far data of its points may travel.", "$ref": "#/$defs/grade" },
                  "points": { "description": "Its signals.", "type": "array", "minItems": 1, "maxItems": 512, "items": { {{Point}} } }
                }
              }
            }
          }
        }
        """;

    private const string Bits = """
        "start": { "description": "First bit as in DBC files: the lowest of a little-endian signal, the highest of a big-endian one.", "type": "integer", "minimum": 0, "maximum": 63 },
        "length": { "description": "Bits.", "type": "integer", "minimum": 1, "maximum": 64 },
        "order": { "description": "Order of the bytes: little is Intel's, big is Motorola's.", "enum": ["little", "big"], "default": "little" }
        """;

    private static string Point => $$"""
        "type": "object",
        "required": ["name", "id", "start", "length"],
        "additionalProperties": false,
        "properties": {
          {{SourceSchema.Point}},
          "id": {
            "description": "Identifier of the frame.",
            "anyOf": [ { "type": "string", "pattern": "^0x[0-9a-fA-F]{1,8}$", "description": "0x0 to 0x1fffffff" }, { "type": "integer", "minimum": 0, "maximum": 536870911 } ]
          },
          "extended": { "description": "true for an identifier of 29 bits; left out: one above 0x7ff is.", "type": "boolean" },
          {{Bits}},
          "signed": { "description": "true for two's complement.", "type": "boolean", "default": false },
          "multiplexor": {
            "description": "Signal that tells which of several layouts a frame has; left out: one layout.",
            "type": "object",
            "required": ["start", "length", "value"],
            "additionalProperties": false,
            "properties": { {{Bits}}, "value": { "description": "Its value in frames that hold this point.", "type": "integer", "minimum": 0, "maximum": 4294967295 } }
          },
          "scale": { "description": "Factor from raw to unit; not 0.", "type": "number", "default": 1 },
          "offset": { "description": "Added after scaling, in the unit.", "type": "number", "default": 0 },
          "unit": { "description": "Unit.", "$ref": "#/$defs/unit" },
          "counter": { "description": "true for a value that only rises.", "type": "boolean", "default": false },
          {{SourceSchema.States}},
          "poll": { "description": "Time between two readings; left out: as the device.", "$ref": "#/$defs/poll" }
        }
        """;
}
