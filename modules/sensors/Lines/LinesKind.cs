using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Sensors.Lines;

/// <summary>The source kind `lines`: instruments that send lines of text. Stateless; any thread.</summary>
public sealed class LinesKind : ISourceKind
{
    private const int DefaultBaud = 9_600;
    private const int LineEnds = -1;

    /// <inheritdoc/>
    public string Name => "lines";

    /// <inheritdoc/>
    public string Schema => LinesSchema.Text;

    /// <inheritdoc/>
    public SourcePlan? Bind(JsonElement source, BindContext context)
    {
        var before = context.FaultCount;
        var serial = SourceBinding.Serial(source, DefaultBaud, SerialParity.None);
        var (port, server) = SourceBinding.Line(source, context);
        var descriptors = new List<DeviceDescriptor>();
        var points = new List<PointDescriptor>();
        var devices = new List<LineDevice>();
        var elements = source.Items("devices").ToList();
        foreach (var element in elements)
        {
            var at = context.At(string.Create(CultureInfo.InvariantCulture, $"devices[{descriptors.Count}]"));
            var descriptor = SourceBinding.Device(element);
            descriptors.Add(descriptor);
            if (new LineDeviceBinder(element, at).Bind(descriptor, points) is { } bound)
            {
                devices.Add(bound);
            }
        }

        CheckRequests(elements, context);
        if (context.FaultCount > before)
        {
            return null;
        }

        var end = source.Text("terminator", "");
        var terminator = end.Length == 0 ? LineEnds : LinePatternReader.ReadBytes(end, "")![0];
        var isPolled = devices[0].Request.Length > 0;
        var isEcho = source.Flag("echo");
        var gapNs = SourceBinding.GapNs(source, serial);
        var polled = elements.Select(e => SourceBinding.Polled(source, e)).ToList();
        var priorities = elements.Select(e => SourceBinding.Priority(e, e)).ToList();
        return new BusPlan
        {
            Kind = Name, Devices = descriptors, Points = points, Port = port, Server = server, Serial = serial, Echo = isEcho,
            Poll = !isPolled ? null : (pointBase, deviceBase) => new PollSet
            {
                Serial = serial,
                GapNs = gapNs,
                DeviceBase = deviceBase,
                Devices = polled,
                Jobs = [.. devices.Select((d, i) => new LineJob(d, i, pointBase, terminator, isEcho) { Priority = priorities[i] })],
            },
            Listen = isPolled ? null : (pointBase, deviceBase) => new LineListener(devices, terminator, pointBase, deviceBase),
        };
    }

    private static void CheckRequests(List<JsonElement> elements, BindContext context)
    {
        var isPolled = elements[0].TryGetProperty("request", out _);
        for (var i = 1; i < elements.Count; i++)
        {
            if (elements[i].TryGetProperty("request", out _) != isPolled)
            {
                context.At(string.Create(CultureInfo.InvariantCulture, $"devices[{i}]")).Fault("one cable with instruments that are asked and others that speak by themselves", "\"request\" for all, or for none");
            }
        }
    }
}
