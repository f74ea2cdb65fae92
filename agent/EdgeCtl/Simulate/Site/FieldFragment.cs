using System.Text.Json;

namespace EdgeCtl.Simulate.Site;

/// <summary>A source of devices whose points are quantities that the protocol names: meters, stations, receivers.</summary>
/// <param name="kind">Kind of the source.</param>
/// <param name="baud">Baud rate on a serial line.</param>
/// <param name="parity">Parity on a serial line.</param>
/// <param name="field">Member of a point that names its quantity.</param>
/// <param name="devices">The devices.</param>
internal abstract class FieldFragment(string kind, int baud, string parity, string field, IReadOnlyList<FieldDevice> devices) : SiteFragment
{
    /// <inheritdoc/>
    public override string Kind => kind;

    /// <inheritdoc/>
    public override int Devices => devices.Count;

    /// <inheritdoc/>
    public override int Points => devices.Sum(device => device.Points.Count);

    /// <inheritdoc/>
    protected override void WriteMembers(Utf8JsonWriter json, SitePlace place)
    {
        place.Write(json);
        if (place.Port.Length > 0)
        {
            json.WriteNumber("baud", baud);
            json.WriteString("parity", parity);
        }

        json.WriteStartArray("devices");
        foreach (var device in devices)
        {
            json.WriteStartObject();
            json.WriteString("name", device.Name);
            foreach (var (name, value) in device.Settings)
            {
                json.WriteString(name, value);
            }

            json.WriteStartArray("points");
            foreach (var point in device.Points)
            {
                WritePoint(json, point);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WritePoint(Utf8JsonWriter json, FieldPoint point)
    {
        json.WriteStartObject();
        json.WriteString("name", point.Name);
        json.WriteString("label", point.Label);
        json.WriteString(field, point.Field);
        if (point.Unit.Length > 0)
        {
            json.WriteString("unit", point.Unit);
        }

        if (point.Counter)
        {
            json.WriteBoolean("counter", true);
        }

        if (point.Writable)
        {
            json.WriteBoolean("writable", true);
        }

        json.WriteEndObject();
    }
}
