using System.Globalization;

namespace EdgeAgent.Core.Config;

/// <summary>Members that sources of many kinds share, as lines of a JSON Schema's `properties`; each block ends without a comma.</summary>
public static class SourceSchema
{
    /// <summary>Members of a device that all polled kinds share.</summary>
    public const string PolledDevice = """
        "name": { "description": "Name, unique in the site.", "$ref": "#/$defs/name" },
        "label": { "description": "What people call it.", "$ref": "#/$defs/label" },
        "template": { "description": "Name of a device template, whose points and settings it takes over; its own go before them; left out: none.", "$ref": "#/$defs/template" },
        "poll": { "description": "Time between two readings of its points.", "$ref": "#/$defs/poll" },
        "priority": { "description": "Which of two requests that are due goes first.", "$ref": "#/$defs/priority" },
        "timeout": { "description": "Time for an answer to begin; left out: as on the bus.", "$ref": "#/$defs/timeout" },
        "retries": { "description": "How often a failed request is sent again; left out: as on the bus.", "$ref": "#/$defs/retries" },
        "alarm": { "description": "lost: its loss is an alarm; left out: an event.", "enum": ["lost"] },
        "grade": { "description": "How far data of its points may travel.", "$ref": "#/$defs/grade" }
        """;

    /// <summary>Members of a point that all kinds share.</summary>
    public const string Point = """
        "name": { "description": "Name, unique in the device.", "$ref": "#/$defs/name" },
        "label": { "description": "What people call it.", "$ref": "#/$defs/label" },
        "range": { "description": "[lowest, highest] plausible value in the unit; left out: any.", "type": "array", "minItems": 2, "maxItems": 2, "items": { "type": "number" } },
        "alarm": { "description": "outOfRange: leaving the range is an alarm; left out: an event.", "enum": ["outOfRange"] },
        "grade": { "description": "How far its data may travel; left out: as the device.", "$ref": "#/$defs/grade" }
        """;

    /// <summary>Names of a point's states.</summary>
    public const string States = """
        "states": {
          "description": "Names of states by value, as in {\"0\": \"closed\", \"1\": \"open\"}; left out: the values as they are.", "type": "object", "minProperties": 1, "maxProperties": 64,
          "propertyNames": { "description": "a whole number as text, 0 to 65535", "pattern": "^(0|[1-9][0-9]{0,4})$" },
          "additionalProperties": { "type": "string", "minLength": 1, "maxLength": 64 }
        }
        """;

    /// <summary>Members of a source on a line, without `kind` and `devices`: which line, its settings, and how patient the master is.</summary>
    /// <param name="baud">Default baud rate.</param>
    /// <param name="parity">Default parity: none, odd or even.</param>
    /// <param name="dataBits">Default data bits, 7 or 8.</param>
    public static string Line(int baud, string parity, int dataBits = 8) => string.Create(CultureInfo.InvariantCulture, $$"""
        {{Serial(baud, parity, dataBits)}},
        "server": { "description": "Serial server to connect to: host:port, IPv6 in brackets; left out: a port of the gateway.", "$ref": "#/$defs/server" },
        "timeout": { "description": "Time for an answer to begin.", "$ref": "#/$defs/timeout" },
        "retries": { "description": "How often a failed request is sent again.", "$ref": "#/$defs/retries" },
        "echo": { "description": "true when the adapter returns what was sent.", "type": "boolean", "default": false },
        "gap": { "description": "Silence before a request; left out: 3.5 characters, 1.75 ms above 19200 baud.", "type": "string", "format": "duration", "x-min": 0, "x-max": 1000 }
        """);

    /// <summary>Members of a source on a serial port: which, and its settings.</summary>
    public static string Serial(int baud, string parity, int dataBits = 8) => string.Create(CultureInfo.InvariantCulture, $$"""
        "port": { "description": "Name of the port in the profile, as in rs485-1; left out: the source reaches its devices over the network.", "type": "string", "minLength": 1, "maxLength": 63 },
        "baud": { "description": "Bits per second.", "type": "integer", "minimum": 300, "maximum": 4000000, "default": {{baud}} },
        "parity": { "description": "Parity bit.", "enum": ["none", "odd", "even"], "default": "{{parity}}" },
        "dataBits": { "description": "Data bits of a character.", "enum": [7, 8], "default": {{dataBits}} },
        "stopBits": { "description": "Stop bits of a character.", "enum": [1, 2], "default": 1 }
        """);
}
