using System.Globalization;
using System.Text.Json;
using EdgeCtl.Simulate.Site;

namespace EdgeCtl.Simulate.Mqtt;

/// <summary>A source of wireless devices behind a broker.</summary>
internal sealed class MqttFragment(Uri broker, string interval) : SiteFragment
{
    private static readonly (string Name, string Topic, (string Name, string Label, string Path, string Unit)[] Points)[] All =
    [
        ("manhole", $"application/+/device/{WirelessDevices.ManholeEui}/event/up", [("level", "窨井液位", "$.object.level", "m")]),
        ("park", $"application/+/device/{WirelessDevices.ParkEui}/event/up",
            [("temperature", "公园气温", "$.object.temperature", "Cel"), ("humidity", "公园湿度", "$.object.humidity", "%")]),
        ("meter-room", "zigbee2mqtt/meter-room-door", [("contact", "表计间门磁", "$.contact", "")]),
        ("hall", "zigbee2mqtt/hall-climate", [("temperature", "门厅温度", "$.temperature", "Cel"), ("humidity", "门厅湿度", "$.humidity", "%")]),
    ];

    /// <inheritdoc/>
    public override string Kind => "mqtt";

    /// <inheritdoc/>
    public override int Devices => All.Length;

    /// <inheritdoc/>
    public override int Points => All.Sum(device => device.Points.Length);

    /// <inheritdoc/>
    protected override void WriteMembers(Utf8JsonWriter json, SitePlace place)
    {
        json.WriteString("server", string.Create(CultureInfo.InvariantCulture, $"mqtt://{broker.Authority}"));
        json.WriteStartArray("devices");
        foreach (var (name, topic, points) in All)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("topic", topic);
            json.WriteString("interval", interval);
            json.WriteStartArray("points");
            foreach (var point in points)
            {
                json.WriteStartObject();
                json.WriteString("name", point.Name);
                json.WriteString("label", point.Label);
                json.WriteString("path", point.Path);
                if (point.Unit.Length > 0)
                {
                    json.WriteString("unit", point.Unit);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
