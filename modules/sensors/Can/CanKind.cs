using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Sensors.Can;

/// <summary>The source kind `can`: signals of frames on a SocketCAN interface. Stateless; any thread.</summary>
public sealed class CanKind : ISourceKind
{
    private const long DefaultSilenceMs = 5_000;
    private const int FrameBytes = 8;

    /// <inheritdoc/>
    public string Name => "can";

    /// <inheritdoc/>
    public string Schema => CanSchema.Text;

    /// <inheritdoc/>
    public SourcePlan? Bind(JsonElement source, BindContext context)
    {
        var before = context.FaultCount;
        var bus = source.Text("bus", "");
        var devices = new List<DeviceDescriptor>();
        var points = new List<PointDescriptor>();
        var bound = SourceOf(source, context, devices, points);
        return context.FaultCount > before ? null : new HostedPlan($"can {bus}", (parts, pointBase, deviceBase) => new CanHost(bus, parts.Profile.Can[bus], new CanDriver(bound, pointBase, deviceBase), parts))
        {
            Kind = Name,
            Devices = devices,
            Points = points,
            Owns = [$"CAN bus {bus}"],
            CheckProfile = (profile, at) => ProfileNeed.Has(profile, "CAN bus", bus, profile.Can, at.At("bus")),
            Look = parts => Look(parts.Profile.Can[bus]),
        };
    }

    /// <summary>Binds the devices of <paramref name="source"/>; what the data path knows of them goes into <paramref name="devices"/> and <paramref name="points"/>.</summary>
    internal static CanSource SourceOf(JsonElement source, BindContext context, List<DeviceDescriptor> devices, List<PointDescriptor> points)
    {
        var signals = new List<CanPoint>();
        var silenceMs = new List<long>();
        foreach (var device in source.Items("devices"))
        {
            var known = SourceBinding.Device(device);
            foreach (var (point, at) in SourceBinding.PointsOf(device, context.At(string.Create(CultureInfo.InvariantCulture, $"devices[{devices.Count}]"))))
            {
                var signal = BindPoint(device, point, at, devices.Count);
                signals.Add(signal);
                points.Add(SourceBinding.Point(known, point, at, signal.PollMs) with
                {
                    Unit = point.Text("unit", ""),
                    Kind = signal.Discrete ? PointKind.Discrete : point.Flag("counter") ? PointKind.Counter : PointKind.Gauge,
                    States = SourceBinding.States(point),
                });
            }

            devices.Add(known);
            silenceMs.Add(device.DurationMs("silence", DefaultSilenceMs));
        }

        return new CanSource(signals, silenceMs);
    }

    private static IReadOnlyList<string> Look(string name)
    {
        using var socket = CanSocket.Open(name, [], out var fault);
        return fault.Length > 0 ? [fault] : [];
    }

    private static CanPoint BindPoint(JsonElement device, JsonElement point, BindContext at, int index)
    {
        var signal = SignalOf(point, at, point.Flag("signed"));
        var hasSelector = point.TryGetProperty("multiplexor", out var multiplexor);
        if (point.Number("scale") is 0)
        {
            at.At("scale").Fault("0 makes every value the same", "a factor other than 0");
        }

        return new CanPoint
        {
            Id = IdOf(point, at),
            Device = index,
            Signal = signal,
            Selector = hasSelector ? SignalOf(multiplexor, at.At("multiplexor"), signed: false) : null,
            SelectorValue = hasSelector ? multiplexor.Number("value")!.Value : 0,
            Scale = point.Number("scale") ?? 1,
            Offset = point.Number("offset") ?? 0,
            Discrete = point.TryGetProperty("states", out _),
            PollMs = SourceBinding.PollMs(device, point),
        };
    }

    private static CanSignal SignalOf(JsonElement element, BindContext at, bool signed)
    {
        var signal = new CanSignal(element.Integer("start")!.Value, element.Integer("length")!.Value, element.Text("order", "") == "big", signed);
        if (signal.Bytes > FrameBytes)
        {
            at.At("length").Fault(string.Create(CultureInfo.InvariantCulture, $"{signal.Length} bits from bit {signal.Start} go beyond the frame's 8 bytes"), "a signal within 64 bits");
        }

        return signal;
    }

    private static uint IdOf(JsonElement point, BindContext at)
    {
        var text = point.Text("id", "");
        var id = text.Length > 0 ? uint.Parse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : (uint)point.Number("id")!.Value;
        var extended = point.TryGetProperty("extended", out _) ? point.Flag("extended") : id > CanNative.StandardMask;
        var highest = extended ? CanNative.ExtendedMask : CanNative.StandardMask;
        if (id > highest)
        {
            at.At("id").Fault($"0x{id:x} does not fit {(extended ? 29 : 11)} bits", $"0x0 to 0x{highest:x}");
        }

        return id | (extended ? CanNative.Extended : 0);
    }
}
