using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>The source kinds `modbus-rtu`, `modbus-ascii` and `modbus-tcp`. Stateless; any thread.</summary>
/// <param name="framing">Which of them.</param>
public sealed class ModbusKind(ModbusFraming framing) : ISourceKind
{
    private const int TcpPort = 502;
    private static readonly SerialSettings Network = new(115_200);

    /// <inheritdoc/>
    public string Name => framing switch { ModbusFraming.Ascii => "modbus-ascii", ModbusFraming.Tcp => "modbus-tcp", _ => "modbus-rtu" };

    /// <inheritdoc/>
    public string Schema => ModbusSchema.Of(Name, framing);

    /// <inheritdoc/>
    public SourcePlan? Bind(JsonElement source, BindContext context)
    {
        var before = context.FaultCount;
        var serial = framing switch
        {
            ModbusFraming.Tcp => Network,
            ModbusFraming.Ascii => SourceBinding.Serial(source, 9600, SerialParity.Even, 7),
            _ => SourceBinding.Serial(source, 9600, SerialParity.None),
        };
        if (framing == ModbusFraming.Rtu && serial.DataBits != 8)
        {
            context.At("dataBits").Fault("7 data bits cannot carry Modbus RTU", "8");
        }

        var (port, server) = SourceBinding.Line(source, context, framing == ModbusFraming.Tcp ? TcpPort : 0);
        var points = new List<PointDescriptor>();
        var devices = new List<DeviceDescriptor>();
        var bus = new List<ModbusDevice>();
        foreach (var device in source.Items("devices"))
        {
            var at = context.At(string.Create(CultureInfo.InvariantCulture, $"devices[{bus.Count}]"));
            bus.Add(BindDevice(source, device, at, points, devices, bus));
        }

        return context.FaultCount == before ? MakePlan(source, serial, points, devices, bus) with { Port = port, Server = server } : null;
    }

    private BusPlan MakePlan(JsonElement source, SerialSettings serial, List<PointDescriptor> points, List<DeviceDescriptor> devices, List<ModbusDevice> plans)
    {
        var bus = new ModbusBus
        {
            Serial = serial,
            GapNs = framing == ModbusFraming.Rtu ? SourceBinding.GapNs(source, serial) : Math.Max(0, source.DurationMs("gap", 0)) * 1_000_000,
            Framing = framing,
            Echo = source.Flag("echo"),
            MaxBlock = source.Integer("maxBlock") ?? ModbusBus.MaxRegisters,
            MaxGap = source.Integer("maxGap") ?? 8,
            Devices = plans,
        };
        return new BusPlan { Kind = Name, Serial = serial, Echo = bus.Echo, Devices = devices, Points = points, Poll = bus.CreateSet };
    }

    private static ModbusDevice BindDevice(
        JsonElement source, JsonElement device, BindContext at, List<PointDescriptor> points, List<DeviceDescriptor> devices, List<ModbusDevice> bus)
    {
        var known = SourceBinding.Device(device);
        var polled = SourceBinding.Polled(source, device);
        var address = (byte)(device.Integer("address") ?? 1);
        if (bus.Find(d => d.Address == address) is { } other)
        {
            at.At("address").Fault($"address {address} belongs to \"{other.Name}\" already", "each address once on a bus");
        }

        if (bus.Exists(d => d.Name == known.Name))
        {
            at.At("name").Fault($"the bus has a device \"{known.Name}\" already", "each name once");
        }

        var plans = new List<ModbusPoint>();
        foreach (var (point, pointAt) in SourceBinding.PointsOf(device, at))
        {
            if (new PointBinder(device, point, pointAt, known).Bind(points.Count) is var (plan, described))
            {
                plans.Add(plan);
                points.Add(described);
            }
        }

        devices.Add(known);
        return new ModbusDevice
        {
            Name = known.Name,
            Address = address,
            TimeoutMs = polled.TimeoutMs,
            Retries = polled.Retries,
            Writes = device.Text("writes", "") switch { "multiple" => ModbusWrites.Multiple, "readWrite" => ModbusWrites.ReadWrite, _ => ModbusWrites.Single },
            Points = plans,
        };
    }
}
