using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;

namespace EdgeAgent.Sensors.Sysfs;

/// <summary>Binds the devices of a source that reads sysfs.</summary>
/// <param name="deviceMember">Member that names the device: `device` or `id`.</param>
/// <param name="unitOf">Unit of a channel; null when there is no such channel.</param>
/// <param name="expected">What channels there are, for people.</param>
internal sealed class SysfsBinder(string deviceMember, Func<string, ChannelUnit?> unitOf, string expected)
{
    public List<DeviceDescriptor> Devices { get; } = [];

    public List<PointDescriptor> Points { get; } = [];

    public List<SysfsDevice> Plans { get; } = [];

    /// <summary>Binds all devices of <paramref name="source"/>.</summary>
    public void Bind(JsonElement source, BindContext context)
    {
        foreach (var device in source.Items("devices"))
        {
            var at = context.At(string.Create(CultureInfo.InvariantCulture, $"devices[{Devices.Count}]"));
            var known = SourceBinding.Device(device);
            var name = device.Text(deviceMember, "");
            if (Plans.Find(p => p.Device == name) is { } other)
            {
                at.At(deviceMember).Fault($"\"{name}\" is read by \"{other.Name}\" already", "each once in a source");
            }

            var pollMs = SourceBinding.PollMs(device, device);
            var points = new List<ChannelPlan>();
            foreach (var (point, pointAt) in SourceBinding.PointsOf(device, at))
            {
                points.Add(BindPoint(point, pointAt, known, pollMs));
            }

            Devices.Add(known);
            Plans.Add(new SysfsDevice(known.Name, name, pollMs, points));
        }
    }

    /// <summary>Tells devices that the board does not have; <paramref name="context"/> is the source's place.</summary>
    public void CheckProfile(Profile profile, string what, IReadOnlyDictionary<string, string> members, BindContext context)
    {
        for (var i = 0; i < Plans.Count; i++)
        {
            _ = ProfileNeed.Has(profile, what, Plans[i].Device, members, context.At(string.Create(CultureInfo.InvariantCulture, $"devices[{i}].{deviceMember}")));
        }
    }

    private ChannelPlan BindPoint(JsonElement point, BindContext at, DeviceDescriptor device, long pollMs)
    {
        var channel = point.Text("channel", point.Text("name", ""));
        var unit = unitOf(channel);
        if (unit is null)
        {
            at.At("channel").Fault($"the kernel has no channels like \"{channel}\"", expected);
        }

        if (point.Number("scale") is 0)
        {
            at.At("scale").Fault("0 makes every value the same", "a factor other than 0");
        }

        Points.Add(SourceBinding.Point(device, point, at, pollMs) with { Unit = point.Text("unit", unit?.Unit ?? "") });
        return new ChannelPlan(channel, unit?.Factor ?? 1, point.Number("scale") ?? 1, point.Number("offset") ?? 0);
    }
}
