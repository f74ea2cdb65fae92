using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>The source kind `modbus-rtu`.</summary>
public sealed class ModbusRtuKind : ISourceKind
{
    private const int FastBaud = 19_200;
    private const long FastGapNs = 1_750_000;

    /// <inheritdoc/>
    public string Name => "modbus-rtu";

    /// <inheritdoc/>
    public string Schema { get; } = ReadSchema();

    /// <inheritdoc/>
    public BusPlan? Bind(JsonElement source, BindContext context)
    {
        var before = context.FaultCount;
        var serial = new SerialSettings(
            source.Integer("baud") ?? 9600,
            source.Text("parity", "none") switch { "odd" => SerialParity.Odd, "even" => SerialParity.Even, _ => SerialParity.None },
            source.Integer("dataBits") ?? 8,
            source.Integer("stopBits") ?? 1);
        if (serial.DataBits != 8)
        {
            context.At("dataBits").Fault("7 data bits", "8: RTU frames are bytes");
        }

        var devices = new List<ModbusDevice>();
        var deviceTable = new List<DeviceDescriptor>();
        var points = new List<PointDescriptor>();
        foreach (var device in source.Items("devices"))
        {
            var at = context.At(Index("devices", devices.Count));
            devices.Add(BindDevice(device, source, at, points));
            deviceTable.Add(new DeviceDescriptor(device.Text("name", ""), device.Text("label", ""), device.Text("alarm", "") == "lost", GradeOf(device.Text("grade", "internal"))));
        }

        TellDoubleAddresses(devices, context);
        var bus = new ModbusBus
        {
            Devices = devices,
            GapNs = source.TryGetProperty("gap", out _) ? source.DurationMs("gap", 0) * 1_000_000 : DefaultGapNs(serial),
            Echo = source.Flag("echo"),
            MaxBlock = source.Integer("maxBlock") ?? 125,
            MaxGap = source.Integer("maxGap") ?? 8,
        };
        return context.FaultCount > before ? null : new BusPlan
        {
            Kind = Name,
            Port = source.Text("port", ""),
            Serial = serial,
            Echo = bus.Echo,
            Devices = deviceTable,
            Points = points,
            CreateDriver = (pointBase, deviceBase) => new ModbusRtuDriver(bus, pointBase, deviceBase),
        };
    }

    private static ModbusDevice BindDevice(JsonElement device, JsonElement bus, BindContext context, List<PointDescriptor> table)
    {
        var points = new List<ModbusPoint>();
        foreach (var point in device.Items("points"))
        {
            var at = context.At(Index("points", points.Count));
            var pollMs = point.DurationMs("poll", device.DurationMs("poll", 1_000));
            points.Add(ModbusPointBinder.Bind(point, pollMs, at));
            table.Add(ModbusPointBinder.Describe(point, device, pollMs, at));
        }

        return new ModbusDevice
        {
            Unit = (byte)device.GetProperty("address").GetInt32(),
            TimeoutMs = device.DurationMs("timeout", bus.DurationMs("timeout", 1_000)),
            Retries = device.Integer("retries") ?? bus.Integer("retries") ?? 1,
            Points = points,
        };
    }

    private static void TellDoubleAddresses(List<ModbusDevice> devices, BindContext context)
    {
        for (var i = 0; i < devices.Count; i++)
        {
            var first = devices.FindIndex(d => d.Unit == devices[i].Unit);
            if (first < i)
            {
                context.At(Index("devices", i)).At("address").Fault($"address {devices[i].Unit} is devices[{first}]'s already", "each address once on a bus");
            }
        }
    }

    // Modbus over Serial Line 1.02, 2.5.1.1: 3.5 characters of 11 bits, and a fixed 1.75 ms above 19,200 baud.
    private static long DefaultGapNs(SerialSettings serial) => serial.Baud > FastBaud ? FastGapNs : 35L * 11 * 100_000_000 / serial.Baud;

    internal static Grade GradeOf(string text) => text switch { "public" => Grade.Public, "personal" => Grade.Personal, _ => Grade.Internal };

    private static string Index(string name, int index) => string.Create(CultureInfo.InvariantCulture, $"{name}[{index}]");

    private static string ReadSchema()
    {
        using var stream = typeof(ModbusRtuKind).Assembly.GetManifestResourceStream("modbus-rtu.schema.json")
            ?? throw new InvalidOperationException("the build lacks modbus-rtu.schema.json");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
