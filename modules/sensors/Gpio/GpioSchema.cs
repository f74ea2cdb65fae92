using EdgeAgent.Core.Config;

namespace EdgeAgent.Sensors.Gpio;

/// <summary>JSON Schema of a GPIO source.</summary>
internal static class GpioSchema
{
    public static readonly string Text = $$"""
        {
          "description": "Contacts, pulse meters and relays on the board's GPIO lines.",
          "type": "object",
          "required": ["kind", "devices"],
          "additionalProperties": false,
          "properties": {
            "kind": { "const": "gpio" },
            "save": { "description": "How often changed pulse counts are written to the disk: what a power cut may cost.", "type": "string", "format": "duration", "x-min": 1000, "x-max": 3600000, "default": "10 s" },
            "devices": {
              "description": "What hangs on the lines.", "type": "array", "minItems": 1, "maxItems": 128,
              "items": {
                "type": "object",
                "required": ["name"],
                "additionalProperties": false,
                "properties": {
                  "name": { "description": "Name, unique in the site.", "$ref": "#/$defs/name" },
                  "label": { "description": "What people call it.", "$ref": "#/$defs/label" },
                  "template": { "description": "Name of a device template, whose points it takes over; left out: none.", "$ref": "#/$defs/template" },
                  "poll": { "description": "Time between two readings without an edge; left out: 1 s.", "$ref": "#/$defs/poll" },
                  "alarm": { "description": "lost: its loss is an alarm; left out: an event.", "enum": ["lost"] },
                  "grade": { "description": "How far data of its points may travel.", "$ref": "#/$defs/grade" },
                  "points": { "description": "One a line.", "type": "array", "minItems": 1, "maxItems": 128, "items": { {{Point}} } }
                }
              }
            }
          }
        }
        """;

    private static string Point => $$"""
        "type": "object",
        "required": ["name", "line"],
        "additionalProperties": false,
        "properties": {
          {{SourceSchema.Point}},
          "line": { "description": "Name of the line in the profile, as in door.", "type": "string", "minLength": 1, "maxLength": 63 },
          "debounce": { "description": "Shortest level that counts, judged by the kernel; left out: every edge counts.", "type": "string", "format": "duration", "x-min": 1, "x-max": 10000 },
          "bias": { "description": "What holds an input that nobody drives; left out: as the profile has it.", "enum": ["pull-up", "pull-down", "disabled"] },
          "activeLow": { "description": "true when a low level is 1; for inputs; left out: as the profile has it.", "type": "boolean" },
          "counter": { "description": "true counts pulses, also across restarts.", "type": "boolean", "default": false },
          "edge": { "description": "Which edges are pulses, after activeLow.", "enum": ["rising", "falling", "both"], "default": "rising" },
          "scale": { "description": "Unit per pulse; not 0.", "type": "number", "default": 1 },
          "offset": { "description": "What the meter showed at pulse 0, in the unit.", "type": "number", "default": 0 },
          "unit": { "description": "Unit of a counter.", "$ref": "#/$defs/unit" },
          {{SourceSchema.States}},
          "writable": { "description": "true lets people write an output; each write is confirmed by reading back, and audited.", "type": "boolean", "default": false },
          "poll": { "description": "Time between two readings without an edge; left out: as the device.", "$ref": "#/$defs/poll" }
        }
        """;
}
