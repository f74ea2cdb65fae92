using EdgeAgent.Core.Config;
using EdgeAgent.Core.Sensing.Listening;

namespace EdgeAgent.Sensors.Sl651;

/// <summary>JSON Schema of an `sl651` source.</summary>
internal static class Sl651Schema
{
    public static string Text { get; } = $$"""
        {
          "description": "Water-level and rain stations of SL 651-2014, HEX or ASCII, which speak first: on a serial port, or by TCP connections to the gateway.",
          "type": "object",
          "required": ["kind", "devices"],
          "additionalProperties": false,
          "properties": {
            "kind": { "const": "sl651" },
            {{SourceSchema.Serial(9600, "none")}},
            {{StationBinding.SourceSchema}},
            "devices": {
              "description": "The stations.", "type": "array", "minItems": 1, "maxItems": 256,
              "items": {
                "type": "object",
                "required": ["name", "station"],
                "additionalProperties": false,
                "properties": {
                  {{StationBinding.DeviceSchema}},
                  {{StationBinding.PasswordSchema}},
                  "station": { "description": "ten digits: the station's number, as in 0012345678", "type": "string", "pattern": "^[0-9A-Fa-f]{10}$" },
                  "online": { "description": "true: it is told to stay connected after a report (ESC); false: to hang up (EOT).", "type": "boolean", "default": true },
                  "answerKeepAlive": { "description": "true when keep-alives (2F) are answered; the standard does not.", "type": "boolean", "default": false },
                  "points": {
                    "description": "What is taken.", "type": "array", "minItems": 1, "maxItems": 128,
                    "items": {
                      "type": "object",
                      "required": ["name", "element"],
                      "additionalProperties": false,
                      "properties": {
                        {{SourceSchema.Point}},
                        "element": { "description": "identifier of the HEX form, two hex digits, as in 39, four beginning with FF for an extended one; or a symbol of the ASCII form, as in Z or PJ", "type": "string", "pattern": "^([0-9A-F]{2}|FF[0-9A-F]{2}|[A-Z][A-Z0-9]{0,7})$" },
                        "unit": { "description": "Unit in which the station tells it; left out: the usual one of a known element.", "type": "string", "maxLength": 32, "format": "unit" },
                        "counter": { "description": "true for a value that only rises, such as cumulative rain.", "type": "boolean", "default": false }
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
