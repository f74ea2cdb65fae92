using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Sensors.Cjt188;

/// <summary>The source kind `cjt188`. Stateless; any thread.</summary>
public sealed class Cjt188Kind : ISourceKind
{
    private const int DefaultBaud = 2_400;
    private const int DefaultWake = 4;

    /// <inheritdoc/>
    public string Name => "cjt188";

    /// <inheritdoc/>
    public string Schema => Cjt188Schema.Text;

    /// <inheritdoc/>
    public SourcePlan? Bind(JsonElement source, BindContext context)
    {
        var before = context.FaultCount;
        var serial = SourceBinding.Serial(source, DefaultBaud, SerialParity.Even);
        if (serial.DataBits != 8)
        {
            context.At("dataBits").Fault("7 data bits cannot carry CJ/T 188", "8");
        }

        var (port, server) = SourceBinding.Line(source, context);
        var points = new List<PointDescriptor>();
        var devices = new List<DeviceDescriptor>();
        var meters = new List<Cjt188Device>();
        foreach (var device in source.Items("devices"))
        {
            var at = context.At(string.Create(CultureInfo.InvariantCulture, $"devices[{meters.Count}]"));
            meters.Add(BindDevice(source, device, at, points, devices, meters));
        }

        if (context.FaultCount != before)
        {
            return null;
        }

        var bus = new Cjt188Bus { Serial = serial, GapNs = SourceBinding.GapNs(source, serial), Echo = source.Flag("echo"), Devices = meters };
        return new BusPlan { Kind = Name, Port = port, Server = server, Serial = serial, Echo = bus.Echo, Devices = devices, Points = points, Poll = bus.CreateSet };
    }

    private static Cjt188Device BindDevice(JsonElement source, JsonElement device, BindContext at, List<PointDescriptor> points, List<DeviceDescriptor> devices, List<Cjt188Device> meters)
    {
        var known = SourceBinding.Device(device);
        var type = TypeOf(device.Text("type", ""));
        _ = Cjt188Address.TryParse(type, device.Text("address", ""), out var address);
        if (meters.Find(m => m.Address.Overlaps(address)) is { } other)
        {
            at.At("address").Fault($"the meter of address {address} would answer for \"{other.Polled.Name}\" ({other.Address}) too", "type and address that one meter each answers to");
        }

        if (meters.Exists(m => m.Polled.Name == known.Name))
        {
            at.At("name").Fault($"the line has a device \"{known.Name}\" already", "each name once");
        }

        var status = device.Text("status", "") switch
        {
            "highBits" => StatusLayout.HighBits,
            "secondByte" => StatusLayout.SecondByte,
            "inverted" => StatusLayout.Inverted,
            "none" => StatusLayout.None,
            _ => StatusLayout.Standard,
        };
        var plans = new List<Cjt188Point>();
        foreach (var (point, pointAt) in SourceBinding.PointsOf(device, at))
        {
            if (new PointBinder(type, status, device, point, pointAt, known).Bind(points.Count) is var (plan, described))
            {
                plans.Add(plan);
                points.Add(described);
            }
        }

        devices.Add(known);
        var order = device.Text("order", "") == "1F90" ? Cjt188Order.LowFirst : Cjt188Order.HighFirst;
        return new Cjt188Device(SourceBinding.Polled(source, device), address, order, status, device.Integer("preamble") ?? DefaultWake, plans);
    }

    private static byte TypeOf(string text) => text switch
    {
        "cold-water" => 0x10,
        "hot-water" => 0x11,
        "drinking-water" => 0x12,
        "reclaimed-water" => 0x13,
        "heat" => 0x20,
        "cooling" => 0x21,
        "heat-cooling" => 0x22,
        "gas" => 0x30,
        "custom" => 0x40,
        _ => byte.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
    };
}
