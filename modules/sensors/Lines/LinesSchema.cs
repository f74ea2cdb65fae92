using EdgeAgent.Core.Config;

namespace EdgeAgent.Sensors.Lines;

/// <summary>JSON Schema of a `lines` source.</summary>
internal static class LinesSchema
{
    public static string Text { get; } = $$"""
        {
          "description": "Instruments that send lines of ASCII text, asked or by themselves.",
          "type": "object",
          "required": ["kind", "devices"],
          "additionalProperties": false,
          "properties": {
            "kind": { "const": "lines" },
            {{SourceSchema.Line(9600, "none")}},
            "terminator": { "description": "what ends a line: one character or escape, as in \\x03; left out: CR or LF", "type": "string", "pattern": "^(\\\\x[0-9A-Fa-f]{2}|\\\\[rnt]|[!-\\[\\]-~])$" },
            "devices": {
              "description": "The instruments: all asked, or all by themselves.", "type": "array", "minItems": 1, "maxItems": 64,
              "items": {
                "type": "object",
                "required": ["name", "pattern"],
                "additionalProperties": false,
                "properties": {
                  {{SourceSchema.PolledDevice}},
                  "silence": { "description": "After how long without a line one that speaks by itself is lost; left out: 3 times poll, 5 s at least.", "type": "string", "format": "duration", "x-min": 1000, "x-max": 604800000 },
                  "address": { "description": "Its address, for {address} in pattern and request; left out: none.", "type": "string", "minLength": 1, "maxLength": 16, "pattern": "^[!-~]{1,16}$" },
                  "pattern": { "description": "A line without its end: literals, {name:number}, {name:hex}, {name:word}, {_} for anything, {address}; escapes as in \\x02; widths as in {name:number:5}.", "type": "string", "minLength": 1, "maxLength": 255 },
                  "request": { "description": "What it is asked with, escapes as in \\r and {address} in it; left out: it speaks by itself.", "type": "string", "minLength": 1, "maxLength": 255 },
                  "points": {
                    "description": "What is taken.", "type": "array", "minItems": 1, "maxItems": 32,
                    "items": {
                      "type": "object",
                      "required": ["name"],
                      "additionalProperties": false,
                      "properties": {
                        {{SourceSchema.Point}},
                        "field": { "description": "Name of the field in the pattern; left out: as the point.", "type": "string", "minLength": 1, "maxLength": 32 },
                        "scale": { "description": "Factor from the number to the unit; not 0.", "type": "number", "default": 1 },
                        "offset": { "description": "Added after scaling, in the unit.", "type": "number", "default": 0 },
                        "unit": { "description": "Unit.", "$ref": "#/$defs/unit" },
                        "counter": { "description": "true for a number that only rises.", "type": "boolean", "default": false },
                        "words": {
                          "description": "Values of words, as in {\"OK\": 0, \"ALARM\": 1}; for a word field.", "type": "object", "minProperties": 1, "maxProperties": 64,
                          "additionalProperties": { "type": "integer", "minimum": 0, "maximum": 65535 }
                        }
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
