using EdgeAgent.Core.Config;
using EdgeAgent.Core.Sensing.Listening;

namespace EdgeAgent.Sensors.Hj212;

/// <summary>JSON Schema of an `hj212` source.</summary>
internal static class Hj212Schema
{
    public static string Text { get; } = $$"""
        {
          "description": "Environmental stations of HJ 212-2017, which speak first: on a serial port, or by TCP connections to the gateway.",
          "type": "object",
          "required": ["kind", "devices"],
          "additionalProperties": false,
          "properties": {
            "kind": { "const": "hj212" },
            {{SourceSchema.Serial(9600, "none")}},
            {{StationBinding.SourceSchema}},
            "edition": { "description": "Edition of the standard.", "enum": ["2017"], "default": "2017" },
            "devices": {
              "description": "The stations.", "type": "array", "minItems": 1, "maxItems": 256,
              "items": {
                "type": "object",
                "required": ["name", "mn"],
                "additionalProperties": false,
                "properties": {
                  {{StationBinding.DeviceSchema}},
                  {{StationBinding.PasswordSchema}},
                  "mn": { "description": "1 to 24 letters, digits, dots, hyphens and underscores: the station's MN", "type": "string", "pattern": "^[A-Za-z0-9._-]{1,24}$" },
                  "crc": { "description": "swapped: the bytes of its check sum are swapped, in both directions.", "enum": ["standard", "swapped"], "default": "standard" },
                  "dataTime": { "description": "What DataTime tells of figures over a time: its start, as the standard has it, or its end.", "enum": ["start", "end"], "default": "start" },
                  "minutes": { "description": "What its minute figures (CN 2051) are over.", "type": "string", "format": "duration", "x-min": 60000, "x-max": 3600000, "default": "1 min" },
                  "points": {
                    "description": "What is taken.", "type": "array", "minItems": 1, "maxItems": 128,
                    "items": {
                      "type": "object",
                      "required": ["name", "factor"],
                      "additionalProperties": false,
                      "properties": {
                        {{SourceSchema.Point}},
                        "factor": { "description": "1 to 16 letters and digits: the factor's code, as in a34004", "type": "string", "pattern": "^[A-Za-z0-9_-]{1,16}$" },
                        "unit": { "description": "Unit in which the station tells it; left out: the usual one of a known factor.", "type": "string", "maxLength": 32, "format": "unit" },
                        "value": { "description": "measured; converted: the value under standard conditions (ZsRtd and its like); total: the total over the period (Cou).", "enum": ["measured", "converted", "total"], "default": "measured" },
                        "windows": { "description": "all: real-time data make readings and windows, and the station's own figures windows besides; readings: real-time data alone; minute, hour or day: the station's own figures of that length alone make windows.", "enum": ["all", "readings", "minute", "hour", "day"], "default": "all" }
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
