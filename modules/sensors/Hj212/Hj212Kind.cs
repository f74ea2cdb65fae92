using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Listening;

namespace EdgeAgent.Sensors.Hj212;

/// <summary>The source kind `hj212`: stations of HJ 212-2017 on a serial port or by TCP. Stateless; any thread.</summary>
public sealed class Hj212Kind : ISourceKind
{
    private const int DefaultBaud = 9_600;

    /// <inheritdoc/>
    public string Name => "hj212";

    /// <inheritdoc/>
    public string Schema => Hj212Schema.Text;

    /// <inheritdoc/>
    public SourcePlan? Bind(JsonElement source, BindContext context)
    {
        var before = context.FaultCount;
        var listen = StationBinding.Listen(source, context);
        var points = new List<PointDescriptor>();
        var descriptors = new List<DeviceDescriptor>();
        var devices = new List<Hj212Device>();
        foreach (var device in source.Items("devices"))
        {
            var at = context.At(string.Create(CultureInfo.InvariantCulture, $"devices[{devices.Count}]"));
            var bound = BindDevice(device, at, listen.Count == 0, descriptors, points);
            if (devices.Exists(d => d.Mn.AsSpan().SequenceEqual(bound.Mn)))
            {
                at.At("mn").Fault($"{device.Text("mn", "")} is another station's already", "an MN of its own");
            }

            devices.Add(bound);
        }

        var edition = Hj212Edition.Edition2017;
        return context.FaultCount > before ? null : StationBinding.Plan(source, listen, descriptors, points, DefaultBaud, Group);

        StationGroup Group(int pointBase, int deviceBase, SourceParts? parts) => parts is null
            ? new Hj212Group(devices, edition, pointBase, deviceBase)
            : new Hj212Group(devices, edition, pointBase, deviceBase, Secrets.In(parts.SecretsPath), parts.Log);
    }

    private static Hj212Device BindDevice(JsonElement device, BindContext context, bool isSerial, List<DeviceDescriptor> descriptors, List<PointDescriptor> points)
    {
        var descriptor = SourceBinding.Device(device);
        descriptors.Add(descriptor);
        var own = new List<Hj212Point>();
        foreach (var (point, at) in SourceBinding.PointsOf(device, context))
        {
            own.Add(BindPoint(point, points.Count));
            points.Add(Describe(descriptor, device, point, at));
        }

        return new Hj212Device
        {
            Name = descriptor.Name,
            Mn = Encoding.ASCII.GetBytes(device.Text("mn", "")),
            PasswordName = StationBinding.PasswordOf(device, context, isSerial),
            IsSwapped = device.Text("crc", "") == "swapped",
            TellsEnd = device.Text("dataTime", "") == "end",
            MinuteMs = device.DurationMs("minutes", 60_000),
            IntervalMs = StationBinding.IntervalMs(device),
            SilenceMs = StationBinding.SilenceMs(device),
            Points = own,
        };
    }

    private static Hj212Point BindPoint(JsonElement point, int index) => new()
    {
        Index = index,
        Factor = Encoding.ASCII.GetBytes(point.Text("factor", "")),
        IsConverted = point.Text("value", "") == "converted",
        IsTotal = point.Text("value", "") == "total",
        Take = point.Text("windows", "") switch
        {
            "readings" => Hj212Take.Readings,
            "minute" => Hj212Take.Minute,
            "hour" => Hj212Take.Hour,
            "day" => Hj212Take.Day,
            _ => Hj212Take.All,
        },
    };

    private static PointDescriptor Describe(DeviceDescriptor descriptor, JsonElement device, JsonElement point, BindContext context)
    {
        var code = point.Text("factor", "");
        var factor = Hj212Factor.Find(code);
        var isTotal = point.Text("value", "") == "total";
        var usual = isTotal ? factor?.TotalUnit : factor?.Unit;
        if (string.IsNullOrEmpty(usual) && !point.TryGetProperty("unit", out _))
        {
            context.At("factor").Fault(factor is null ? $"{code} is no factor that is known here" : $"the unit of the total of {code} is not known", "a known code, or \"unit\" beside it");
        }

        return SourceBinding.Point(descriptor, point, context, StationBinding.IntervalMs(device)) with
        {
            Unit = point.Text("unit", usual ?? ""),
            StationWindows = point.Text("windows", "") is "minute" or "hour" or "day",
        };
    }
}
