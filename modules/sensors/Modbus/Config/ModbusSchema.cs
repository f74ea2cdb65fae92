using EdgeAgent.Core.Config;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>JSON Schemas of the Modbus sources.</summary>
internal static class ModbusSchema
{
    private const string BlockMembers = """
        "maxBlock": { "description": "Most registers merged into one read.", "type": "integer", "minimum": 1, "maximum": 125, "default": 125 },
        "maxGap": { "description": "Most unused registers read along to merge two points.", "type": "integer", "minimum": 0, "maximum": 32, "default": 8 }
        """;

    private const string TcpMembers = """
        "server": { "description": "The device or gateway: host or host:port, IPv6 in brackets; port 502 when left out.", "$ref": "#/$defs/server" },
        "timeout": { "description": "Time for an answer to begin.", "$ref": "#/$defs/timeout" },
        "retries": { "description": "How often a failed request is sent again.", "$ref": "#/$defs/retries" }
        """;

    private const string Register = """
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
        }
        """;

    /// <summary>Schema of a source of <paramref name="kind"/>.</summary>
    public static string Of(string kind, ModbusFraming framing) => $$"""
        {
          "description": "{{Description(framing)}}",
          "type": "object",
          "required": ["kind", "devices"{{(framing == ModbusFraming.Tcp ? ", \"server\"" : "")}}],
          "additionalProperties": false,
          "properties": {
            "kind": { "const": "{{kind}}" },
            {{(framing switch { ModbusFraming.Tcp => TcpMembers, ModbusFraming.Ascii => SourceSchema.Line(9600, "even", 7), _ => SourceSchema.Line(9600, "none") })}},
            {{BlockMembers}},
            "devices": {
              "description": "Devices on the bus.", "type": "array", "minItems": 1, "maxItems": 247,
              "items": {
                "type": "object",
                "required": ["name", "address"],
                "additionalProperties": false,
                "properties": {
                  {{SourceSchema.PolledDevice}},
                  "address": { "description": "Unit id.", "type": "integer", "minimum": {{(framing == ModbusFraming.Tcp ? "0, \"maximum\": 255" : "1, \"maximum\": 247")}} },
                  "writes": { "description": "Functions for writing. single: 5 and 6; multiple: 15 and 16; readWrite: 23, which reads back at once. A bit of a register is always written by 22.", "enum": ["single", "multiple", "readWrite"], "default": "single" },
                  "points": {
                    "description": "What is read; left out: what the template reads.", "type": "array", "minItems": 1, "maxItems": 4096,
                    "items": { {{Point}} }
                  }
                }
              }
            }
          }
        }
        """;

    private static string Point => $$"""
        "type": "object",
        "required": ["name", "register"],
        "additionalProperties": false,
        "properties": {
          {{SourceSchema.Point}},
          {{Register}},
          "type": { "description": "How the registers are read; left out: bool for coils, discrete inputs and bits, else uint16.", "enum": ["bool", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"] },
          "bit": { "description": "One bit of a register, 0 the lowest; left out: the whole register.", "type": "integer", "minimum": 0, "maximum": 15 },
          "order": { "description": "Order of the bytes; AB and BA for one register; left out: most significant first.", "enum": ["AB", "BA", "ABCD", "CDAB", "BADC", "DCBA"] },
          "scale": { "description": "Factor from raw to unit; not 0.", "type": "number", "default": 1 },
          "offset": { "description": "Added after scaling, in the unit.", "type": "number", "default": 0 },
          "unit": { "description": "Unit.", "$ref": "#/$defs/unit" },
          "invalid": { "description": "Raw values that mean: no value. A float that is no number never is one; left out: none.", "type": "array", "maxItems": 16, "items": { "type": "number" } },
          "counter": { "description": "true for a register that only rises.", "type": "boolean", "default": false },
          {{SourceSchema.States}},
          "writable": { "description": "true lets people write it; each write is confirmed by reading back, and audited.", "type": "boolean", "default": false },
          "priority": { "description": "Which of two requests that are due goes first; left out: as the device.", "$ref": "#/$defs/priority" },
          "poll": { "description": "Time between two readings; left out: as the device.", "$ref": "#/$defs/poll" }
        }
        """;

    private static string Description(ModbusFraming framing) => framing switch
    {
        ModbusFraming.Tcp => "Modbus TCP devices behind one address.",
        ModbusFraming.Ascii => "Modbus ASCII devices on one serial port or behind one serial server.",
        _ => "Modbus RTU devices on one serial port or behind one serial server (RTU over TCP).",
    };
}
