using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>The source kind `modbus-rtu`. Stateless; any thread.</summary>
public sealed class ModbusRtuKind : ISourceKind
{
    private const long DefaultMs = 1_000;

    /// <inheritdoc/>
    public string Name => "modbus-rtu";

    /// <inheritdoc/>
    public string Schema => ModbusRtuSchema.Text;

    /// <inheritdoc/>
    public BusPlan? Bind(JsonElement source, BindContext context)
    {
        var before = context.FaultCount;
        var serial = new SerialSettings(source.Integer("baud") ?? 9600, ParityOf(source.Text("parity", "none")), source.Integer("dataBits") ?? 8, source.Integer("stopBits") ?? 1);
        if (serial.DataBits != 8)
        {
            context.At("dataBits").Fault("7 data bits cannot carry Modbus RTU", "8");
        }

        var points = new List<PointDescriptor>();
        var devices = new List<DeviceDescriptor>();
        var bus = new List<ModbusDevice>();
        foreach (var device in source.Items("devices"))
        {
            var at = context.At(string.Create(CultureInfo.InvariantCulture, $"devices[{bus.Count}]"));
            bus.Add(BindDevice(source, device, at, points, devices, bus));
        }

        return context.FaultCount == before ? MakePlan(source, serial, points, devices, bus) : null;
    }

    private BusPlan MakePlan(JsonElement source, SerialSettings serial, List<PointDescriptor> points, List<DeviceDescriptor> devices, List<ModbusDevice> plans)
    {
        var gapMs = source.DurationMs("gap", -1);
        var bus = new ModbusBus
        {
            CharacterNs = serial.CharacterNs,
            GapNs = gapMs < 0 ? ModbusBus.StandardGapNs(serial.Baud, serial.CharacterNs) : gapMs * 1_000_000,
            Echo = source.Flag("echo"),
            MaxBlock = source.Integer("maxBlock") ?? ModbusBus.MaxRegisters,
            MaxGap = source.Integer("maxGap") ?? 8,
            Devices = plans,
        };
        return new BusPlan
        {
            Kind = Name,
            Port = source.Text("port", ""),
            Serial = serial,
            Echo = bus.Echo,
            Devices = devices,
            Points = points,
            CreateDriver = (pointBase, deviceBase) => new ModbusRtuDriver(bus, pointBase, deviceBase),
        };
    }

    private static ModbusDevice BindDevice(
        JsonElement source, JsonElement device, BindContext at, List<PointDescriptor> points, List<DeviceDescriptor> devices, List<ModbusDevice> bus)
    {
        var name = device.Text("name", "");
        var address = (byte)(device.Integer("address") ?? 1);
        if (bus.Find(d => d.Address == address) is { } other)
        {
            at.At("address").Fault($"address {address} belongs to \"{other.Name}\" already", "each address once on a bus");
        }

        if (bus.Exists(d => d.Name == name))
        {
            at.At("name").Fault($"the bus has a device \"{name}\" already", "each name once");
        }

        var pollMs = device.DurationMs("poll", DefaultMs);
        var grade = GradeOf(device.Text("grade", "internal"));
        var plans = new List<ModbusPoint>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var point in device.Items("points"))
        {
            var pointAt = at.At(string.Create(CultureInfo.InvariantCulture, $"points[{names.Count}]"));
            var binder = new PointBinder(point, pointAt, pollMs);
            if (!names.Add(point.Text("name", "")))
            {
                pointAt.At("name").Fault($"\"{name}\" has a point \"{point.Text("name", "")}\" already", "each name once in a device");
                names.Add($"\0{names.Count}");
            }

            if (binder.BindPoint(points.Count) is { } plan)
            {
                plans.Add(plan);
                points.Add(binder.Describe(name, plan, grade));
            }
        }

        devices.Add(new DeviceDescriptor(name, device.Text("label", ""), device.Text("alarm", "") == "lost", grade));
        return new ModbusDevice
        {
            Name = name,
            Address = address,
            TimeoutMs = device.DurationMs("timeout", source.DurationMs("timeout", DefaultMs)),
            Retries = device.Integer("retries") ?? source.Integer("retries") ?? 1,
            Points = plans,
        };
    }

    private static SerialParity ParityOf(string text) => text switch { "odd" => SerialParity.Odd, "even" => SerialParity.Even, _ => SerialParity.None };

    internal static Grade GradeOf(string text) => text switch { "public" => Grade.Public, "personal" => Grade.Personal, _ => Grade.Internal };
}
