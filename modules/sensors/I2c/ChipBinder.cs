using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;

namespace EdgeAgent.Sensors.I2c;

/// <summary>Binds one chip of the site file and tells what its chip does not have.</summary>
/// <param name="device">The chip.</param>
/// <param name="context">Its place.</param>
/// <param name="kind">Which chip.</param>
/// <param name="known">What the data path knows of it.</param>
internal sealed class ChipBinder(JsonElement device, BindContext context, ChipKind kind, DeviceDescriptor known)
{
    /// <summary>The chip; its points are added to <paramref name="points"/>.</summary>
    public ChipPlan Bind(byte address, List<PointDescriptor> points)
    {
        TellForeign(device, context, "shunt", kind.Name == "ina219");
        TellForeign(device, context, "fullScale", kind.Name == "ads1115");
        var pollMs = SourceBinding.PollMs(device, device);
        var bound = new List<ChipPoint>();
        foreach (var (point, at) in SourceBinding.PointsOf(device, context))
        {
            var channel = ChannelOf(point, at);
            var plan = PointOf(point, at, channel);
            bound.Add(plan);
            points.Add(SourceBinding.Point(known, point, at, pollMs) with
            {
                Unit = point.Text("unit", kind.Channels[channel].Unit),
                Kind = IsLines ? PointKind.Discrete : PointKind.Gauge,
                Writable = point.Flag("writable"),
                States = SourceBinding.States(point),
            });
        }

        return new ChipPlan(known.Name, address, pollMs, bound) { ShuntOhm = device.Number("shunt") ?? 0.1, FullScaleV = device.Number("fullScale") ?? 2.048 };
    }

    private bool IsLines => kind.Name == "pcf8574";

    private ChipPoint PointOf(JsonElement point, BindContext at, int channel)
    {
        TellForeign(point, at, "output", IsLines);
        TellForeign(point, at, "states", IsLines);
        foreach (var member in new[] { "failsafe", "writable" })
        {
            if (point.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.False && !point.Flag("output"))
            {
                at.At(member).Fault($"\"{member}\" for a line that is only read", "\"output\": true beside it");
            }
        }

        foreach (var member in new[] { "scale", "offset", "unit" })
        {
            TellForeign(point, at, member, !IsLines);
        }

        if (point.Number("scale") is 0)
        {
            at.At("scale").Fault("0 makes every value the same", "a factor other than 0");
        }

        return new ChipPoint(channel, point.Number("scale") ?? 1, point.Number("offset") ?? 0, point.Flag("output"), point.Integer("failsafe") ?? 1);
    }

    private int ChannelOf(JsonElement point, BindContext at)
    {
        var name = point.Text("channel", point.Text("name", ""));
        for (var i = 0; i < kind.Channels.Count; i++)
        {
            if (kind.Channels[i].Name == name)
            {
                return i;
            }
        }

        at.At("channel").Fault($"{kind.Name} has no channel \"{name}\"", "one of " + string.Join(", ", kind.Channels.Select(c => c.Name)));
        return 0;
    }

    private void TellForeign(JsonElement element, BindContext at, string member, bool fits)
    {
        if (!fits && element.TryGetProperty(member, out _))
        {
            at.At(member).Fault($"\"{member}\" for a {kind.Name}", $"no \"{member}\"");
        }
    }
}
