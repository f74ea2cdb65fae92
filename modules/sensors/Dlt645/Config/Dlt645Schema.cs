using EdgeAgent.Core.Config;

namespace EdgeAgent.Sensors.Dlt645;

/// <summary>JSON Schemas of the DL/T 645 sources.</summary>
internal static class Dlt645Schema
{
    /// <summary>Schema of a source of <paramref name="kind"/>, whose identifiers have <paramref name="digits"/> hex digits.</summary>
    public static string Of(string kind, int digits) => $$"""
        {
          "description": "Electricity meters that speak {{(digits == 8 ? "DL/T 645-2007" : "DL/T 645-1997")}}.",
          "type": "object",
          "required": ["kind", "devices"],
          "additionalProperties": false,
          "properties": {
            "kind": { "const": "{{kind}}" },
            {{SourceSchema.Line(2400, "even")}},
            "devices": {
              "description": "Meters on the line.", "type": "array", "minItems": 1, "maxItems": 256,
              "items": {
                "type": "object",
                "required": ["name", "address"],
                "additionalProperties": false,
                "properties": {
                  {{SourceSchema.PolledDevice}},
                  "address": { "description": "The 12 digits of the label; its last 2, 4, 6, 8 or 10 for a shortened address; AAAAAAAAAAAA for the only meter on the line.", "type": "string", "pattern": "^([aA][aA])*([0-9][0-9])*$", "minLength": 2, "maxLength": 12 },
                  "preamble": { "description": "FE bytes before a request, which wake the meter.", "type": "integer", "minimum": 0, "maximum": 8, "default": 4 },
                  "merge": { "description": "true to read all phases or tariffs in one request where several of them are wanted; a meter that refuses is asked one by one.", "type": "boolean", "default": false },
                  "points": {
                    "description": "What is read.", "type": "array", "minItems": 1, "maxItems": 256,
                    "items": {
                      "type": "object",
                      "required": ["name"],
                      "additionalProperties": false,
                      "properties": {
                        {{SourceSchema.Point}},
                        "poll": { "description": "Time between two readings; left out: as the device.", "$ref": "#/$defs/poll" },
                        "priority": { "description": "Which of two requests that are due goes first; left out: as the device.", "$ref": "#/$defs/priority" },
                        "item": { "description": "What to read by its word, as in energy.active.forward, energy.active.forward.rate1, voltage.a, power.active; left out: by \"di\".", "type": "string", "minLength": 1, "maxLength": 96 },
                        "di": { "description": "What to read by its data identifier, {{digits}} hex digits; left out: by \"item\".", "type": "string", "pattern": "^[0-9A-Fa-f]{{{digits}}}$" },
                        "offset": { "description": "With di: bytes of the reply before the value.", "type": "integer", "minimum": 0, "maximum": 240, "default": 0 },
                        "bytes": { "description": "With di: bytes of the value; left out: as the standard says.", "type": "integer", "minimum": 1, "maximum": 7 },
                        "decimals": { "description": "With di: digits behind the point; left out: as the standard says, or 0.", "type": "integer", "minimum": 0, "maximum": 8 },
                        "format": { "description": "With di: bcd digits, bcd digits with the highest bit as a minus, or a binary number; left out: as the standard says, or bcd.", "enum": ["bcd", "signed", "binary"] },
                        "unit": { "description": "With di: unit of the value; left out: as the standard says.", "$ref": "#/$defs/unit" },
                        "counter": { "description": "true for a register that only rises; left out: true for energies in one direction.", "type": "boolean" },
                        "scale": { "description": "Factor on the value, as of transformers before the meter; not 0.", "type": "number", "default": 1 }
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
