using EdgeAgent.Core.Config;

namespace EdgeAgent.Sensors.Cjt188;

/// <summary>JSON Schema of a `cjt188` source.</summary>
internal static class Cjt188Schema
{
    public static readonly string Text = $$"""
        {
          "description": "Water, gas and heat meters that speak CJ/T 188 (2004 or 2018).",
          "type": "object",
          "required": ["kind", "devices"],
          "additionalProperties": false,
          "properties": {
            "kind": { "const": "cjt188" },
            {{SourceSchema.Line(2400, "even")}},
            "devices": {
              "description": "Meters on the line.", "type": "array", "minItems": 1, "maxItems": 256,
              "items": {
                "type": "object",
                "required": ["name", "address", "type"],
                "additionalProperties": false,
                "properties": {
                  {{SourceSchema.PolledDevice}},
                  "address": { "description": "The 14 digits of the label; AAAAAAAAAAAAAA for the only meter on the line.", "type": "string", "pattern": "^[0-9A-Fa-f]{14}$" },
                  "type": { "description": "What it measures: cold-water, hot-water, drinking-water, reclaimed-water, heat, cooling, heat-cooling, gas, custom; or its type byte, as in 10.", "type": "string", "pattern": "^(cold-water|hot-water|drinking-water|reclaimed-water|heat|cooling|heat-cooling|gas|custom|[1-4][0-9A-Fa-f])$" },
                  "order": { "description": "Order of the identifier's bytes in requests; replies are taken in either.", "enum": ["901F", "1F90"], "default": "901F" },
                  "status": { "description": "Where valve and battery stand in the two status bytes. standard: first byte, bits 0 and 1 valve (00 open, 01 closed, 11 fault), bit 2 battery low; highBits: first byte, bits 6 and 7 valve, bit 5 battery; secondByte: as standard in the second byte; inverted: as standard with 00 closed and 01 open; none: nowhere.", "enum": ["standard", "highBits", "secondByte", "inverted", "none"], "default": "standard" },
                  "preamble": { "description": "FE bytes before a request, which wake the meter.", "type": "integer", "minimum": 0, "maximum": 8, "default": 4 },
                  "points": {
                    "description": "What is read.", "type": "array", "minItems": 1, "maxItems": 64,
                    "items": {
                      "type": "object",
                      "required": ["name", "item"],
                      "additionalProperties": false,
                      "properties": {
                        {{SourceSchema.Point}},
                        "poll": { "description": "Time between two readings; left out: as the device.", "$ref": "#/$defs/poll" },
                        "priority": { "description": "Which of two requests that are due goes first; left out: as the device.", "$ref": "#/$defs/priority" },
                        "item": { "description": "What to read by its word: volume, volume.settlement, volume.settlement1 to 12, flow, energy.heat, energy.heat.settlement, power.heat, temperature.supply, temperature.return, operating.time, time, valve, battery.low, status.", "type": "string", "minLength": 1, "maxLength": 64 },
                        "unit": { "description": "Unit to convert to: m3 or L, m3/h or L/h, kW.h, MW.h, W.h, J, kJ, MJ or GJ, kW, W or MW; left out: the first of each.", "$ref": "#/$defs/unit" },
                        "scale": { "description": "Factor on the value, for a meter that sets the point elsewhere than the standard; not 0.", "type": "number", "default": 1 },
                        "writable": { "description": "true to let the valve be opened (0) and closed (1).", "type": "boolean", "default": false },
                        {{SourceSchema.States}}
                      }
                    }
                  }
                }
              }
            }
          }
        }
        """;
}
