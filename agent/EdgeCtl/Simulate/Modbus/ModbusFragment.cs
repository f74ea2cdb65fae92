using System.Text.Json;
using EdgeCtl.Simulate.Site;

namespace EdgeCtl.Simulate.Modbus;

/// <summary>A source of a Modbus kind: its devices and registers.</summary>
/// <param name="kind">`modbus-rtu`, `modbus-ascii` or `modbus-tcp`.</param>
/// <param name="baud">Baud rate; left out over a network.</param>
/// <param name="parity">Parity; left out over a network.</param>
/// <param name="devices">Its devices.</param>
internal sealed class ModbusFragment(string kind, int baud, string parity, IReadOnlyList<SimulatedDevice> devices) : SiteFragment
{
    /// <inheritdoc/>
    public override string Kind => kind;

    /// <inheritdoc/>
    public override bool IsPolled => true;

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

        json.WriteString("timeout", "300 ms");
        json.WriteStartArray("devices");
        foreach (var device in devices)
        {
            json.WriteStartObject();
            json.WriteString("name", device.Name);
            json.WriteNumber("address", device.Address);
            json.WriteString("poll", "1 s");
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

    private static void WritePoint(Utf8JsonWriter json, PointSpec point)
    {
        json.WriteStartObject();
        json.WriteString("name", point.Name);
        json.WriteString("label", point.Label);
        json.WriteString("register", point.Register);
        json.WriteString("type", point.Type);
        if (point.Order.Length > 0)
        {
            json.WriteString("order", point.Order);
        }

        if (point.Scale != 1)
        {
            json.WriteNumber("scale", point.Scale);
        }

        if (point.Unit.Length > 0)
        {
            json.WriteString("unit", point.Unit);
        }

        if (point.Range is { } range)
        {
            json.WriteStartArray("range");
            json.WriteNumberValue(range.Min);
            json.WriteNumberValue(range.Max);
            json.WriteEndArray();
        }

        WriteFlags(json, point);
        json.WriteEndObject();
    }

    private static void WriteFlags(Utf8JsonWriter json, PointSpec point)
    {
        if (point.Alarm)
        {
            json.WriteString("alarm", "outOfRange");
        }

        if (point.Counter)
        {
            json.WriteBoolean("counter", true);
        }

        if (point.Writable)
        {
            json.WriteBoolean("writable", true);
        }

        if (point.States is { } states)
        {
            json.WriteStartObject("states");
            json.WriteString("0", states.Off);
            json.WriteString("1", states.On);
            json.WriteEndObject();
        }
    }
}
