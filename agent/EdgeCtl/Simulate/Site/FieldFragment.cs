using System.Text.Json;

namespace EdgeCtl.Simulate.Site;

/// <summary>A source of devices whose points are fields of the one vocabulary: meters and stations.</summary>
internal abstract class FieldFragment(string kind, int baud, string parity, IReadOnlyList<FieldDevice> devices) : SiteFragment
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

        WriteSettings(json);
        json.WriteStartArray("devices");
        foreach (var device in devices)
        {
            json.WriteStartObject();
            json.WriteString("name", device.Name);
            WriteDevice(json, device);
            json.WriteStartArray("points");
            foreach (var point in device.Points)
            {
                json.WriteStartObject();
                json.WriteString("name", point.Name);
                json.WriteString("label", point.Label);
                WritePoint(json, point);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes what the source says besides its line and its devices.</summary>
    protected virtual void WriteSettings(Utf8JsonWriter json)
    {
    }

    /// <summary>Writes how a device is found.</summary>
    protected virtual void WriteDevice(Utf8JsonWriter json, FieldDevice device)
    {
        if (device.Address.Length > 0)
        {
            json.WriteString("address", device.Address);
        }

        foreach (var (name, value) in device.Settings)
        {
            json.WriteString(name, value);
        }
    }

    /// <summary>Writes which quantity a point is.</summary>
    protected virtual void WritePoint(Utf8JsonWriter json, FieldPoint point) => json.WriteString("field", point.Field);
}
