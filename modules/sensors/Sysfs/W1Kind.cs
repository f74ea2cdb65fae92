using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Sampling;

namespace EdgeAgent.Sensors.Sysfs;

/// <summary>The source kind `w1`: temperature sensors on one 1-Wire bus, which one thread reads in turn. Stateless; any thread.</summary>
/// <param name="sysfs">Where sysfs is mounted.</param>
public sealed class W1Kind(string sysfs = "/sys") : ISourceKind
{
    private static readonly ChannelUnit Temperature = new("temperature", "Cel", 1);

    /// <inheritdoc/>
    public string Name => "w1";

    /// <inheritdoc/>
    public string Schema => SysfsSchema.W1();

    /// <inheritdoc/>
    public SourcePlan? Bind(JsonElement source, BindContext context)
    {
        var before = context.FaultCount;
        var bus = source.Text("bus", "");
        var binder = new SysfsBinder("id", _ => Temperature, "");
        binder.Bind(source, context);
        return context.FaultCount > before ? null : new HostedPlan($"w1 {bus}", (parts, pointBase, deviceBase) =>
            new SamplingHost($"w1 {bus}", new SamplingDriver([.. binder.Plans.Select(p => new W1Sampler(p, sysfs, parts.Profile.W1[bus]))], pointBase, deviceBase), parts))
        {
            Kind = Name,
            Devices = binder.Devices,
            Points = binder.Points,
            Owns = [$"1-Wire bus {bus}"],
            CheckProfile = (profile, at) => ProfileNeed.Has(profile, "1-Wire bus", bus, profile.W1, at.At("bus")),
            Look = parts => Look(parts.Profile.W1[bus], binder.Plans),
        };
    }

    private IReadOnlyList<string> Look(string master, IReadOnlyList<SysfsDevice> sensors)
    {
        var folder = Path.Combine(sysfs, "bus/w1/devices", master);
        return !Directory.Exists(folder)
            ? [$"there is no 1-Wire bus {master}; is its driver loaded (dtoverlay w1-gpio on a Raspberry Pi)?"]
            : [.. sensors.Where(s => !Directory.Exists(Path.Combine(folder, s.Device))).Select(s => $"{s.Name}: no sensor {s.Device} on {master}; is it wired?")];
    }
}
