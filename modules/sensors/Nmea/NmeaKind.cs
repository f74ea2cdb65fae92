using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Listening;

namespace EdgeAgent.Sensors.Nmea;

/// <summary>The source kind `nmea`: a satellite receiver on a serial port. Stateless; any thread.</summary>
public sealed class NmeaKind : ISourceKind
{
    private const int DefaultBaud = 9_600;
    private const long DefaultIntervalMs = 1_000;

    /// <inheritdoc/>
    public string Name => "nmea";

    /// <inheritdoc/>
    public string Schema => NmeaSchema.Text;

    /// <inheritdoc/>
    public SourcePlan? Bind(JsonElement source, BindContext context)
    {
        var before = context.FaultCount;
        var serial = SourceBinding.Serial(source, DefaultBaud, SerialParity.None);
        var (port, server) = SourceBinding.Line(source, context);
        var device = source.Items("devices").First();
        var at = context.At("devices[0]");
        var descriptor = SourceBinding.Device(device);
        var points = new List<PointDescriptor>();
        var quantities = new List<NmeaQuantity>();
        var intervalMs = StationBinding.IntervalMs(device, DefaultIntervalMs);
        foreach (var (point, pointAt) in SourceBinding.PointsOf(device, at))
        {
            var quantity = (NmeaQuantity)Array.IndexOf(NmeaNames.Points, point.Text("quantity", ""));
            quantities.Add(quantity);
            points.Add(SourceBinding.Point(descriptor, point, pointAt, intervalMs) with
            {
                Unit = NmeaNames.Of(quantity).Unit,
                Kind = quantity == NmeaQuantity.Fix ? PointKind.Discrete : PointKind.Gauge,
                States = quantity == NmeaQuantity.Fix ? Enumerable.Range(0, 9).ToDictionary(f => f, f => NmeaNames.FixText(f)) : null,
            });
        }

        var receiver = new NmeaReceiver
        {
            Name = descriptor.Name,
            IntervalMs = intervalMs,
            SilenceMs = StationBinding.SilenceMs(device, DefaultIntervalMs),
            TellsTime = source.Flag("clock"),
            DelayMs = source.DurationMs("clockDelay", 0),
            CharacterNs = serial.CharacterNs,
            Points = quantities,
        };
        return context.FaultCount > before ? null : new BusPlan
        {
            Kind = Name, Devices = [descriptor], Points = points, Port = port, Server = server, Serial = serial,
            Listen = (pointBase, deviceBase) => new NmeaDriver(receiver, pointBase, deviceBase),
        };
    }
}
