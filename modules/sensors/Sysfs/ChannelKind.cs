using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Sampling;

namespace EdgeAgent.Sensors.Sysfs;

/// <summary>The source kinds `iio` and `hwmon`: what the kernel's own drivers measure. Stateless; any thread.</summary>
/// <param name="isIio">True for `iio`.</param>
/// <param name="sysfs">Where sysfs is mounted.</param>
public sealed class ChannelKind(bool isIio, string sysfs = "/sys") : ISourceKind
{
    /// <inheritdoc/>
    public string Name => isIio ? "iio" : "hwmon";

    /// <inheritdoc/>
    public string Schema => isIio
        ? SysfsSchema.Channels(Name, "Sensors and converters that the kernel drives by Industrial I/O, on I2C or SPI.", "Channel as in the file in_CHANNEL_raw or in_CHANNEL_input, as in voltage0, temp, voltage0-voltage1, accel_x")
        : SysfsSchema.Channels(Name, "Sensors that the kernel drives as hardware monitors.", "Channel as in the file CHANNEL_input, as in temp1, in0, curr1, fan1");

    /// <inheritdoc/>
    public SourcePlan? Bind(JsonElement source, BindContext context)
    {
        var before = context.FaultCount;
        var units = isIio ? ChannelUnit.Iio : ChannelUnit.Hwmon;
        var binder = new SysfsBinder("device", c => ChannelUnit.Of(units, c), "a name that begins with one of " + string.Join(", ", units.Select(u => u.Prefix)));
        binder.Bind(source, context);
        return context.FaultCount > before ? null : new HostedPlan(Name, (parts, pointBase, deviceBase) =>
            new SamplingHost(Name, new SamplingDriver([.. binder.Plans.Select(p => SamplerOf(p, parts.Profile))], pointBase, deviceBase), parts))
        {
            Kind = Name,
            Devices = binder.Devices,
            Points = binder.Points,
            Owns = [.. binder.Plans.Select(p => $"{Name} device {p.Device}")],
            CheckProfile = (profile, at) => binder.CheckProfile(profile, $"{Name} device", Members(profile), at),
            Look = parts => [.. binder.Plans.Select(p => Look(Members(parts.Profile)[p.Device])).Where(f => f.Length > 0)],
        };
    }

    private IReadOnlyDictionary<string, string> Members(Profile profile) => isIio ? profile.Iio : profile.Hwmon;

    private ISampler SamplerOf(SysfsDevice device, Profile profile) =>
        isIio ? new IioSampler(device, sysfs, profile.Iio[device.Device]) : new HwmonSampler(device, sysfs, profile.Hwmon[device.Device]);

    private string Look(string match)
    {
        _ = SysfsMatch.Find(Path.Combine(sysfs, isIio ? "bus/iio/devices" : "class/hwmon"), isIio ? "iio:device" : "hwmon", match, out var fault);
        return fault;
    }
}
