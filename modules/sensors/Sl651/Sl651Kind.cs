using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Listening;

namespace EdgeAgent.Sensors.Sl651;

/// <summary>The source kind `sl651`: stations of SL 651-2014 on a serial port or by TCP. Stateless; any thread.</summary>
public sealed class Sl651Kind : ISourceKind
{
    private const int DefaultBaud = 9_600;

    /// <inheritdoc/>
    public string Name => "sl651";

    /// <inheritdoc/>
    public string Schema => Sl651Schema.Text;

    /// <inheritdoc/>
    public SourcePlan? Bind(JsonElement source, BindContext context)
    {
        var before = context.FaultCount;
        var listen = StationBinding.Listen(source, context);
        var points = new List<PointDescriptor>();
        var descriptors = new List<DeviceDescriptor>();
        var devices = new List<Sl651Device>();
        foreach (var device in source.Items("devices"))
        {
            var at = context.At(string.Create(CultureInfo.InvariantCulture, $"devices[{devices.Count}]"));
            var bound = BindDevice(device, at, listen.Count == 0, descriptors, points);
            if (devices.Exists(d => d.Station == bound.Station))
            {
                at.At("station").Fault($"{device.Text("station", "")} is another's already", "a number of its own");
            }

            devices.Add(bound);
        }

        return context.FaultCount > before ? null : StationBinding.Plan(source, listen, descriptors, points, DefaultBaud, Group);

        StationGroup Group(int pointBase, int deviceBase, SourceParts? parts) => parts is null
            ? new Sl651Group(devices, pointBase, deviceBase)
            : new Sl651Group(devices, pointBase, deviceBase, Secrets.In(parts.SecretsPath), parts.Log);
    }

    private static Sl651Device BindDevice(JsonElement device, BindContext context, bool isSerial, List<DeviceDescriptor> descriptors, List<PointDescriptor> points)
    {
        var descriptor = SourceBinding.Device(device);
        descriptors.Add(descriptor);
        var own = new List<Sl651Point>();
        foreach (var (point, at) in SourceBinding.PointsOf(device, context))
        {
            var (id, symbol, element) = ElementOf(point.Text("element", ""));
            own.Add(new Sl651Point { Index = points.Count, Id = id, Symbol = Encoding.ASCII.GetBytes(symbol) });
            points.Add(Describe(descriptor, device, point, element, at));
        }

        return new Sl651Device
        {
            Name = descriptor.Name,
            Station = ulong.Parse(device.Text("station", ""), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            PasswordName = StationBinding.PasswordOf(device, context, isSerial),
            StaysOnline = !device.TryGetProperty("online", out var online) || online.GetBoolean(),
            AnswersKeepAlive = device.Flag("answerKeepAlive"),
            IntervalMs = StationBinding.IntervalMs(device),
            SilenceMs = StationBinding.SilenceMs(device),
            Points = own,
        };
    }

    // Two letters may be both: a known symbol goes first, as AC does, which is no identifier of the standard.
    private static (int Id, string Symbol, Sl651Element? Element) ElementOf(string text)
    {
        if (Sl651Element.Find(Encoding.ASCII.GetBytes(text)) is { } known)
        {
            return (known.Id, known.Symbol, known);
        }

        if (text.Length is 2 or 4 && int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id))
        {
            var element = Sl651Element.Find(id);
            return (id, element?.Symbol ?? "", element);
        }

        return (-1, text, null);
    }

    private static PointDescriptor Describe(DeviceDescriptor descriptor, JsonElement device, JsonElement point, Sl651Element? element, BindContext context)
    {
        if (element is null && !point.TryGetProperty("unit", out _))
        {
            context.At("element").Fault($"{point.Text("element", "")} is no element that is known here", "a known element, or \"unit\" beside it");
        }

        var isSeries = element is { IsSeries: true };
        if (isSeries && point.Flag("counter"))
        {
            context.At("counter").Fault("a series of an hour cannot count", "no \"counter\"");
        }

        return SourceBinding.Point(descriptor, point, context, StationBinding.IntervalMs(device)) with
        {
            Unit = point.Text("unit", element?.Unit ?? ""),
            Kind = point.Flag("counter") ? PointKind.Counter : PointKind.Gauge,
            StationWindows = isSeries,
        };
    }
}
