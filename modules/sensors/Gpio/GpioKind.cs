using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Sensors.Gpio;

/// <summary>The source kind `gpio`: lines of the board by the kernel's GPIO character device. Stateless; any thread.</summary>
public sealed class GpioKind : ISourceKind
{
    private const long DefaultSaveMs = 10_000;

    /// <inheritdoc/>
    public string Name => "gpio";

    /// <inheritdoc/>
    public string Schema => GpioSchema.Text;

    /// <inheritdoc/>
    public SourcePlan? Bind(JsonElement source, BindContext context)
    {
        var before = context.FaultCount;
        var devices = new List<DeviceDescriptor>();
        var points = new List<PointDescriptor>();
        var lines = new List<GpioPoint>();
        foreach (var device in source.Items("devices"))
        {
            var index = devices.Count;
            var path = string.Create(CultureInfo.InvariantCulture, $"devices[{index}]");
            var known = SourceBinding.Device(device);
            devices.Add(known);
            foreach (var (point, at) in SourceBinding.PointsOf(device, context.At(path)))
            {
                var pollMs = SourceBinding.PollMs(device, point);
                var line = LineOf(point, at, index, pollMs, $"{known.Name}/{point.Text("name", "")}");
                if (lines.Exists(l => l.Line == line.Line))
                {
                    at.At("line").Fault($"line \"{line.Line}\" belongs to {lines.Find(l => l.Line == line.Line)!.Name} already", "each line once");
                }

                lines.Add(line);
                points.Add(Describe(known, point, at, line));
            }
        }

        var bound = new GpioSource(lines, devices.Count, source.DurationMs("save", DefaultSaveMs));
        return context.FaultCount > before ? null : new HostedPlan("gpio", (parts, pointBase, deviceBase) => new GpioHost(bound, parts, pointBase, deviceBase, new KernelGpio()))
        {
            Kind = Name,
            Devices = devices,
            Points = points,
            Owns = [.. lines.Select(l => $"line {l.Line}")],
            CheckProfile = (profile, at) => LineCheck.Run(source, lines, profile, at),
            Look = parts => GpioLook.Run(lines, parts.Profile),
        };
    }

    private static PointDescriptor Describe(DeviceDescriptor device, JsonElement point, BindContext at, GpioPoint line) => SourceBinding.Point(device, point, at, line.PollMs) with
    {
        Unit = point.Text("unit", ""),
        Kind = line.Use == LineUse.Counter ? PointKind.Counter : PointKind.Discrete,
        Writable = line.Writable,
        States = SourceBinding.States(point),
    };

    private static GpioPoint LineOf(JsonElement point, BindContext at, int device, long pollMs, string name)
    {
        var counter = point.Flag("counter");
        foreach (var member in counter ? ["states", "writable"] : new[] { "edge", "scale", "offset", "unit" })
        {
            if (point.TryGetProperty(member, out _))
            {
                at.At(member).Fault(counter ? $"\"{member}\" for a counter" : $"\"{member}\" for a line that counts no pulses", counter ? $"no \"{member}\"" : "\"counter\": true beside it");
            }
        }

        if (point.Number("scale") is 0)
        {
            at.At("scale").Fault("0 makes every count 0", "a factor other than 0");
        }

        return new GpioPoint
        {
            Name = name,
            Line = point.Text("line", ""),
            Device = device,
            Use = counter ? LineUse.Counter : point.Flag("writable") ? LineUse.Output : LineUse.Input,
            Writable = point.Flag("writable"),
            DebounceUs = (uint)point.DurationMs("debounce", 0) * 1_000,
            Bias = point.TryGetProperty("bias", out _) ? ProfileLoader.BiasOf(point.Text("bias", "")) : null,
            ActiveLow = point.TryGetProperty("activeLow", out _) ? point.Flag("activeLow") : null,
            Edge = point.Text("edge", "") switch { "falling" => PulseEdge.Falling, "both" => PulseEdge.Both, _ => PulseEdge.Rising },
            Scale = point.Number("scale") ?? 1,
            Offset = point.Number("offset") ?? 0,
            PollMs = pollMs,
        };
    }
}
