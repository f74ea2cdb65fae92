using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Core.Tests.Config;

/// <summary>A source kind with one device and one point a name, to test what is common to all kinds.</summary>
internal sealed class FakeKind : ISourceKind
{
    public string Name => "fake";

    public string Schema => """
        { "type": "object", "required": ["kind", "port", "points"], "additionalProperties": false,
          "properties": { "kind": { "const": "fake" }, "port": { "type": "string" }, "device": { "$ref": "#/$defs/name" }, "poll": { "$ref": "#/$defs/poll" },
            "register": { "description": "Register.", "type": "integer", "minimum": 0, "maximum": 65535 },
            "points": { "type": "array", "items": { "type": "string" } } } }
        """;

    public BusPlan? Bind(JsonElement source, BindContext context)
    {
        var device = source.TryGetProperty("device", out var name) ? name.GetString()! : "d";
        var pollMs = 1000L;
        if (source.TryGetProperty("poll", out var poll))
        {
            Assert.True(DurationText.TryParse(poll.GetString(), out pollMs));
        }

        return new BusPlan
        {
            Kind = Name,
            Port = source.GetProperty("port").GetString()!,
            Serial = new SerialSettings(9600),
            Devices = [new DeviceDescriptor(device, "", false, Grade.Internal)],
            Points = [.. source.GetProperty("points").EnumerateArray().Select(p => new PointDescriptor { Name = $"{device}/{p.GetString()}", PollMs = pollMs })],
            CreateDriver = (_, _) => throw new InvalidOperationException("configuration tests run no driver"),
        };
    }
}
