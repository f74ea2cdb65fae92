using EdgeAgent.Core.Config;

namespace EdgeAgent.Sensors.Mqtt;

/// <summary>JSON Schema of a source of kind `mqtt`.</summary>
internal static class MqttSchema
{
    private const string Server = """
        "server": { "description": "The broker: mqtt://host:port or mqtts://host:port, IPv6 in brackets.", "type": "string", "format": "uri", "pattern": "^mqtts?://" },
        "clientId": { "description": "Client id, 1 to 64 printable ASCII characters, for brokers that judge by it; left out: one that nobody else has.", "type": "string", "pattern": "^[!-~]{1,64}$" },
        "user": { "description": "User name; left out: none.", "type": "string", "minLength": 1, "maxLength": 255 },
        "password": {
          "description": "Where the password is; left out: none.", "type": "object", "required": ["secret"], "additionalProperties": false,
          "properties": { "secret": { "description": "name of a secret: lower-case letters, digits, dots, hyphens and underscores", "type": "string", "pattern": "^[a-z0-9][a-z0-9._-]{0,62}$" } }
        },
        "ca": { "description": "PEM file with the authorities that may sign the broker's certificate; left out: the system's.", "type": "string", "minLength": 1, "maxLength": 1024 },
        "cert": { "description": "PEM file of the client's certificate; left out: none.", "type": "string", "minLength": 1, "maxLength": 1024 },
        "key": { "description": "PEM file of the client's key; left out: none.", "type": "string", "minLength": 1, "maxLength": 1024 },
        "keepAlive": { "description": "MQTT keep-alive.", "type": "string", "format": "duration", "x-min": 5000, "x-max": 3600000, "default": "30 s" },
        "maxMessage": { "description": "Longest payload that is read.", "type": "string", "format": "bytes", "x-min": 16, "x-max": 1048576, "default": "64 KiB" },
        "maxDepth": { "description": "Deepest JSON document that is read.", "type": "integer", "minimum": 1, "maximum": 64, "default": 32 },
        "topic": { "description": "Topic of all devices that have none of their own, with {device} for their ids; left out: each has its own.", "type": "string", "minLength": 1, "maxLength": 255 }
        """;

    private const string Device = """
        "name": { "description": "Name, unique in the site.", "$ref": "#/$defs/name" },
        "label": { "description": "What people call it.", "$ref": "#/$defs/label" },
        "template": { "description": "Name of a device template, whose points and settings it takes over; its own go before them; left out: none.", "$ref": "#/$defs/template" },
        "alarm": { "description": "lost: its loss is an alarm; left out: an event.", "enum": ["lost"] },
        "grade": { "description": "How far data of its points may travel.", "$ref": "#/$defs/grade" },
        "id": { "description": "What stands for {device} in topics, 1 to 128 characters without /, + and #; left out: the name.", "type": "string", "pattern": "^[^/+#\\u0000-\\u001f\\u007f]{1,128}$" },
        "topic": { "description": "Topic of its messages; may have + and #, and {device} for the id; left out: the source's.", "type": "string", "minLength": 1, "maxLength": 255 },
        "interval": { "description": "Expected time between two messages.", "type": "string", "format": "duration", "x-min": 10, "x-max": 86400000, "default": "10 min" },
        "silence": { "description": "Without a message for so long it is lost; left out: 3 intervals.", "type": "string", "format": "duration", "x-min": 10, "x-max": 2592000000 },
        "retained": { "description": "take reads messages that the broker kept from before the subscription, ignore does not: how old they are, nobody knows.", "enum": ["take", "ignore"], "default": "ignore" },
        "time": { "description": "Path of the message's own time; left out: the time of its arrival counts.", "type": "string", "minLength": 1, "maxLength": 256 },
        "timeFormat": { "description": "How that time is written: iso8601 with an offset or Z, or seconds or milliseconds since 1970-01-01 UTC.", "enum": ["iso8601", "unix", "unixMs"], "default": "iso8601" },
        "sequence": { "description": "Path of the message's number: one that repeats is read once, and what lies between two is counted as lost; left out: every message is read.", "type": "string", "minLength": 1, "maxLength": 256 }
        """;

    /// <summary>The schema.</summary>
    public static string Text { get; } = $$"""
        {
          "description": "Devices that report by MQTT, such as those behind ChirpStack, Zigbee2MQTT or Tasmota.",
          "type": "object",
          "required": ["kind", "server", "devices"],
          "additionalProperties": false,
          "properties": {
            "kind": { "const": "mqtt" },
            {{Server}},
            "devices": {
              "description": "Devices that report by this broker.", "type": "array", "minItems": 1, "maxItems": 1000,
              "items": {
                "type": "object",
                "required": ["name"],
                "additionalProperties": false,
                "properties": {
                  {{Device}},
                  "points": {
                    "description": "What is read; left out: what the template reads.", "type": "array", "minItems": 1, "maxItems": 256,
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
        "required": ["name", "path"],
        "additionalProperties": false,
        "properties": {
          {{SourceSchema.Point}},
          "path": { "description": "Where the value stands: $, then any of .name, ['name'], [0] and [?(@.name=='x')]; $ alone for a payload that is a bare number or word.", "type": "string", "minLength": 1, "maxLength": 256 },
          "scale": { "description": "Factor from what is told to the unit; not 0.", "type": "number", "default": 1 },
          "offset": { "description": "Added after scaling, in the unit.", "type": "number", "default": 0 },
          "unit": { "description": "Unit.", "$ref": "#/$defs/unit" },
          "invalid": { "description": "Numbers before scaling, or words, that mean: no value; left out: none.", "type": "array", "maxItems": 16, "items": { "anyOf": [ { "type": "number" }, { "type": "string", "minLength": 1, "maxLength": 64 } ] } },
          "counter": { "description": "true for a register that only rises.", "type": "boolean", "default": false },
          {{SourceSchema.States}},
          "words": {
            "description": "What words mean, as in {\"ON\": 1, \"OFF\": 0}; true is 1 and false is 0 unless they stand here; left out: the names of the states.", "type": "object", "minProperties": 1, "maxProperties": 64,
            "propertyNames": { "description": "a word of 1 to 64 characters", "pattern": "^[^\\u0000-\\u001f]{1,64}$" },
            "additionalProperties": { "type": "integer", "minimum": 0, "maximum": 65535 }
          },
          "writable": { "description": "true lets people write it, as set says; each write is confirmed by the device's next report, and audited.", "type": "boolean", "default": false },
          "set": {
            "description": "How it is written; left out: it cannot be.", "type": "object", "required": ["topic", "payload"], "additionalProperties": false,
            "properties": {
              "topic": { "description": "Topic to publish to; {device} for the id.", "type": "string", "minLength": 1, "maxLength": 255 },
              "payload": { "description": "What to publish, with {value} for the number before scaling or {word} for the word of the state.", "type": "string", "minLength": 1, "maxLength": 1024 },
              "timeout": { "description": "Time for a report with the new value.", "type": "string", "format": "duration", "x-min": 100, "x-max": 3600000, "default": "10 s" },
              "qos": { "description": "1 has the broker acknowledge it, 0 does not.", "enum": [0, 1], "default": 1 }
            }
          }
        }
        """;
}
