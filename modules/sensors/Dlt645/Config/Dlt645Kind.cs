using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Sensors.Dlt645;

/// <summary>The source kinds `dlt645` and `dlt645-1997`. Stateless; any thread.</summary>
/// <param name="edition">Which of them.</param>
public sealed class Dlt645Kind(Dlt645Edition edition) : ISourceKind
{
    private const int DefaultBaud = 2_400;
    private const int DefaultWake = 4;

    /// <inheritdoc/>
    public string Name => edition == Dlt645Edition.Of2007 ? "dlt645" : "dlt645-1997";

    /// <inheritdoc/>
    public string Schema => Dlt645Schema.Of(Name, Dlt645Request.IdentifierLength(edition) * 2);

    /// <inheritdoc/>
    public SourcePlan? Bind(JsonElement source, BindContext context)
    {
        var before = context.FaultCount;
        var serial = SourceBinding.Serial(source, DefaultBaud, SerialParity.Even);
        if (serial.DataBits != 8)
        {
            context.At("dataBits").Fault("7 data bits cannot carry DL/T 645", "8");
        }

        var (port, server) = SourceBinding.Line(source, context);
        var points = new List<PointDescriptor>();
        var devices = new List<DeviceDescriptor>();
        var meters = new List<Dlt645Device>();
        foreach (var device in source.Items("devices"))
        {
            var at = context.At(string.Create(CultureInfo.InvariantCulture, $"devices[{meters.Count}]"));
            meters.Add(BindDevice(source, device, at, points, devices, meters));
        }

        if (context.FaultCount != before)
        {
            return null;
        }

        var bus = new Dlt645Bus { Edition = edition, Serial = serial, GapNs = SourceBinding.GapNs(source, serial), Echo = source.Flag("echo"), Devices = meters };
        return new BusPlan { Kind = Name, Port = port, Server = server, Serial = serial, Echo = bus.Echo, Devices = devices, Points = points, Poll = bus.CreateSet };
    }

    private Dlt645Device BindDevice(JsonElement source, JsonElement device, BindContext at, List<PointDescriptor> points, List<DeviceDescriptor> devices, List<Dlt645Device> meters)
    {
        var known = SourceBinding.Device(device);
        var text = device.Text("address", "");
        if (!Dlt645Address.TryParse(text, out var address))
        {
            at.At("address").Fault($"\"{text}\" is no address", Dlt645Address.Form);
        }
        else if (meters.Find(m => m.Address.Overlaps(address)) is { } other)
        {
            at.At("address").Fault($"the meter of address {text} would answer for \"{other.Polled.Name}\" ({other.Address}) too", "addresses that one meter each answers to");
        }

        if (meters.Exists(m => m.Polled.Name == known.Name))
        {
            at.At("name").Fault($"the line has a device \"{known.Name}\" already", "each name once");
        }

        var plans = new List<Dlt645Point>();
        foreach (var (point, pointAt) in SourceBinding.PointsOf(device, at))
        {
            if (new PointBinder(ItemCatalog.Of(edition), device, point, pointAt, known).Bind(points.Count) is var (plan, described))
            {
                plans.Add(plan);
                points.Add(described);
            }
        }

        devices.Add(known);
        return new Dlt645Device(SourceBinding.Polled(source, device), address, device.Integer("preamble") ?? DefaultWake, device.Flag("merge"), plans);
    }
}
