namespace EdgeAgent.Sensors.Modbus;

/// <summary>JSON Schema of a `modbus-rtu` source.</summary>
internal static class ModbusRtuSchema
{
    public const string Text = """
        {
          "description": "Modbus RTU devices on one serial port.",
          "type": "object",
          "required": ["kind", "port", "devices"],
          "additionalProperties": false,
          "properties": {
            "kind": { "const": "modbus-rtu" },
            "port": { "description": "Name of the port in the profile, as in rs485-1.", "type": "string", "minLength": 1, "maxLength": 63 },
            "baud": { "description": "Bits per second.", "type": "integer", "minimum": 300, "maximum": 4000000, "default": 9600 },
            "parity": { "description": "Parity bit.", "enum": ["none", "odd", "even"], "default": "none" },
            "dataBits": { "description": "Data bits of a character.", "enum": [7, 8], "default": 8 },
            "stopBits": { "description": "Stop bits of a character.", "enum": [1, 2], "default": 1 },
            "timeout": { "description": "Time for an answer to begin.", "type": "string", "format": "duration", "x-min": 10, "x-max": 60000, "default": "1 s" },
            "retries": { "description": "How often a failed request is sent again.", "type": "integer", "minimum": 0, "maximum": 5, "default": 1 },
            "echo": { "description": "true when the adapter returns what was sent.", "type": "boolean", "default": false },
            "gap": { "description": "Silence before a request; left out: 3.5 characters, 1.75 ms above 19200 baud.", "type": "string", "format": "duration", "x-min": 0, "x-max": 1000 },
            "maxBlock": { "description": "Most registers merged into one read.", "type": "integer", "minimum": 1, "maximum": 125, "default": 125 },
            "maxGap": { "description": "Most unused registers read along to merge two points.", "type": "integer", "minimum": 0, "maximum": 32, "default": 8 },
            "devices": {
              "description": "Devices on the bus.", "type": "array", "minItems": 1, "maxItems": 247,
              "items": {
                "type": "object",
                "required": ["name", "address", "points"],
                "additionalProperties": false,
                "properties": {
                  "name": { "description": "Name, unique in the site.", "$ref": "#/$defs/name" },
                  "label": { "description": "What people call it.", "$ref": "#/$defs/label" },
                  "address": { "description": "Unit id.", "type": "integer", "minimum": 1, "maximum": 247 },
                  "poll": { "description": "Time between two readings of its points.", "$ref": "#/$defs/poll" },
                  "timeout": { "description": "Time for an answer to begin; left out: as on the bus.", "type": "string", "format": "duration", "x-min": 10, "x-max": 60000 },
                  "retries": { "description": "How often a failed request is sent again; left out: as on the bus.", "type": "integer", "minimum": 0, "maximum": 5 },
                  "alarm": { "description": "lost: its loss is an alarm; left out: an event.", "enum": ["lost"] },
                  "grade": { "description": "How far data of its points may travel.", "$ref": "#/$defs/grade" },
                  "points": {
                    "description": "What is read.", "type": "array", "minItems": 1, "maxItems": 4096,
                    "items": {
                      "type": "object",
                      "required": ["name", "register"],
                      "additionalProperties": false,
                      "properties": {
                        "name": { "description": "Name, unique in the device.", "$ref": "#/$defs/name" },
                        "label": { "description": "What people call it.", "$ref": "#/$defs/label" },
                        "register": {
                          "description": "holding/0, input/0, coil/0 or discrete/0 as sent on the wire, or the classic number, where 40001 is holding/0.",
                          "anyOf": [
                            { "type": "string", "pattern": "^((coil|discrete|input|holding)/)?[0-9]{1,6}$", "description": "coil/N, discrete/N, input/N or holding/N with N from 0 to 65535" },
                            { "type": "integer", "minimum": 1, "maximum": 9999 },
                            { "type": "integer", "minimum": 10001, "maximum": 19999 },
                            { "type": "integer", "minimum": 30001, "maximum": 39999 },
                            { "type": "integer", "minimum": 40001, "maximum": 49999 },
                            { "type": "integer", "minimum": 100001, "maximum": 165536 },
                            { "type": "integer", "minimum": 300001, "maximum": 365536 },
                            { "type": "integer", "minimum": 400001, "maximum": 465536 }
                          ]
                        },
                        "type": { "description": "How the registers are read; left out: bool for coils, discrete inputs and bits, else uint16.", "enum": ["bool", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"] },
                        "bit": { "description": "One bit of a register, 0 the lowest; left out: the whole register.", "type": "integer", "minimum": 0, "maximum": 15 },
                        "order": { "description": "Order of the bytes; AB and BA for one register; left out: most significant first.", "enum": ["AB", "BA", "ABCD", "CDAB", "BADC", "DCBA"] },
                        "scale": { "description": "Factor from raw to unit; not 0.", "type": "number", "default": 1 },
                        "offset": { "description": "Added after scaling, in the unit.", "type": "number", "default": 0 },
                        "unit": { "description": "Unit.", "$ref": "#/$defs/unit" },
                        "range": { "description": "[lowest, highest] plausible value in the unit; left out: any.", "type": "array", "minItems": 2, "maxItems": 2, "items": { "type": "number" } },
                        "alarm": { "description": "outOfRange: leaving the range is an alarm; left out: an event.", "enum": ["outOfRange"] },
                        "invalid": { "description": "Raw values that mean: no value. A float that is no number never is one; left out: none.", "type": "array", "maxItems": 16, "items": { "type": "number" } },
                        "counter": { "description": "true for a register that only rises.", "type": "boolean", "default": false },
                        "states": {
                          "description": "Names of states by value, as in {\"0\": \"closed\", \"1\": \"open\"}; left out: the values as they are.", "type": "object", "minProperties": 1, "maxProperties": 64,
                          "propertyNames": { "description": "a whole number as text, 0 to 65535", "pattern": "^(0|[1-9][0-9]{0,4})$" },
                          "additionalProperties": { "type": "string", "minLength": 1, "maxLength": 64 }
                        },
                        "grade": { "description": "How far its data may travel; left out: as the device.", "$ref": "#/$defs/grade" },
                        "poll": { "description": "Time between two readings; left out: as the device.", "$ref": "#/$defs/poll" }
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
