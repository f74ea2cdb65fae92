using EdgeAgent.Core.Config;
using EdgeAgent.Core.Sensing.Listening;

namespace EdgeAgent.Sensors.Nmea;

/// <summary>JSON Schema of an `nmea` source.</summary>
internal static class NmeaSchema
{
    public static string Text { get; } = $$"""
        {
          "description": "A satellite receiver that speaks NMEA 0183.",
          "type": "object",
          "required": ["kind", "devices"],
          "additionalProperties": false,
          "properties": {
            "kind": { "const": "nmea" },
            {{SourceSchema.Serial(9600, "none")}},
            "server": { "description": "Serial server to connect to: host:port, IPv6 in brackets; left out: a port of the gateway.", "$ref": "#/$defs/server" },
            "clock": { "description": "true when the gateway's time may rest on it while no time server is reached.", "type": "boolean", "default": false },
            "clockDelay": { "description": "Time from the second to the first byte of the sentence that tells it.", "type": "string", "format": "duration", "x-min": 0, "x-max": 2000, "default": "0 s" },
            "devices": {
              "description": "The receiver.", "type": "array", "minItems": 1, "maxItems": 1,
              "items": {
                "type": "object",
                "required": ["name"],
                "additionalProperties": false,
                "properties": {
                  {{StationBinding.DeviceSchema.Replace("\"1 min\"", "\"1 s\"", StringComparison.Ordinal)}},
                  "points": {
                    "description": "What is taken.", "type": "array", "minItems": 1, "maxItems": 16,
                    "items": {
                      "type": "object",
                      "required": ["name", "quantity"],
                      "additionalProperties": false,
                      "properties": {
                        {{SourceSchema.Point}},
                        "quantity": { "description": "Which: latitude, longitude and course in deg, altitude in m, speed in m/s, satellites used, horizontal dilution of precision, or the kind of fix.", "enum": ["latitude", "longitude", "altitude", "speed", "course", "satellites", "hdop", "fix"] }
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
