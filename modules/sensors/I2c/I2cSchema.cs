using EdgeAgent.Core.Config;

namespace EdgeAgent.Sensors.I2c;

/// <summary>JSON Schema of an I2C source.</summary>
internal static class I2cSchema
{
    public static readonly string Text = $$"""
        {
          "description": "Sensors and expanders on one of the board's I2C buses, read by the agent itself. A chip that the kernel drives is read as iio or hwmon.",
          "type": "object",
          "required": ["kind", "bus", "devices"],
          "additionalProperties": false,
          "properties": {
            "kind": { "const": "i2c" },
            "bus": { "description": "Name of the bus in the profile, as in sensors.", "type": "string", "minLength": 1, "maxLength": 63 },
            "devices": {
              "description": "Chips on the bus.", "type": "array", "minItems": 1, "maxItems": 112,
              "items": {
                "type": "object",
                "required": ["name", "chip"],
                "additionalProperties": false,
                "properties": {
                  "name": { "description": "Name, unique in the site.", "$ref": "#/$defs/name" },
                  "label": { "description": "What people call it.", "$ref": "#/$defs/label" },
                  "template": { "description": "Name of a device template, whose points it takes over; left out: none.", "$ref": "#/$defs/template" },
                  "chip": { "description": "Which chip.", "enum": [{{string.Join(", ", ChipKind.All.Select(c => $"\"{c.Name}\""))}}] },
                  "address": {
                    "description": "7-bit address; left out: the chip's first.",
                    "anyOf": [ { "type": "string", "pattern": "^0x[0-7][0-9a-fA-F]$", "description": "0x03 to 0x77" }, { "type": "integer", "minimum": 3, "maximum": 119 } ]
                  },
                  "poll": { "description": "Time between two readings.", "$ref": "#/$defs/poll" },
                  "shunt": { "description": "ina219: resistor that the current flows through, Ohm.", "type": "number", "minimum": 0.00001, "maximum": 1000, "default": 0.1 },
                  "fullScale": { "description": "ads1115: voltage that reads full, V.", "enum": [6.144, 4.096, 2.048, 1.024, 0.512, 0.256], "default": 2.048 },
                  "alarm": { "description": "lost: its loss is an alarm; left out: an event.", "enum": ["lost"] },
                  "grade": { "description": "How far data of its points may travel.", "$ref": "#/$defs/grade" },
                  "points": { "description": "What is read of it.", "type": "array", "minItems": 1, "maxItems": 16, "items": { {{Point}} } }
                }
              }
            }
          }
        }
        """;

    private static string Point => $$"""
        "type": "object",
        "required": ["name"],
        "additionalProperties": false,
        "properties": {
          {{SourceSchema.Point}},
          "channel": { "description": "What the chip measures: temperature, humidity, pressure, illuminance, voltage, current, power, ain0 to ain3, ain0-ain1, ain0-ain3, ain1-ain3, ain2-ain3, p0 to p7; left out: the point's name.", "type": "string", "minLength": 1, "maxLength": 16 },
          "scale": { "description": "Factor from the channel's unit to the point's; not 0.", "type": "number", "default": 1 },
          "offset": { "description": "Added after scaling, in the point's unit.", "type": "number", "default": 0 },
          "unit": { "description": "Unit; left out: the channel's.", "$ref": "#/$defs/unit" },
          {{SourceSchema.States}},
          "output": { "description": "pcf8574: true drives the line.", "type": "boolean", "default": false },
          "failsafe": { "description": "pcf8574: value, 0 or 1, of an output at start and stop; 1 sinks nothing.", "type": "integer", "minimum": 0, "maximum": 1, "default": 1 },
          "writable": { "description": "true lets people write an output; each write is confirmed by reading back, and audited.", "type": "boolean", "default": false }
        }
        """;
}
