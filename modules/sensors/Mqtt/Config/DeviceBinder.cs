using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Config.JsonPaths;
using EdgeAgent.Core.Points;

namespace EdgeAgent.Sensors.Mqtt;

/// <summary>Binds a device and tells what a schema cannot.</summary>
internal sealed class DeviceBinder(JsonElement source, JsonElement device, BindContext context, DeviceDescriptor known)
{
    private const string Field = "{device}";
    private const long DefaultIntervalMs = 600_000;
    private const int Intervals = 3;

    private string Id => device.Text("id", known.Name);

    /// <summary>Reads a path; null after a fault, or when it is not there.</summary>
    public static JsonPath? PathOf(JsonElement element, string member, BindContext context)
    {
        var text = element.Text(member, "");
        if (text.Length == 0)
        {
            return null;
        }

        if (JsonPath.TryParse(text, out var path, out var fault))
        {
            return path;
        }

        context.At(member).Fault($"\"{text}\" is no path: {fault}", JsonPath.Form);
        return null;
    }

    /// <summary>The device, whose points are added to <paramref name="points"/>; null after faults.</summary>
    public MqttDevice? Bind(List<PointDescriptor> points)
    {
        var before = context.FaultCount;
        var topic = BindTopic();
        var intervalMs = device.DurationMs("interval", DefaultIntervalMs);
        var silenceMs = device.DurationMs("silence", intervalMs * Intervals);
        if (silenceMs < intervalMs)
        {
            context.At("silence").Fault($"{DurationText.Format(silenceMs)} is less than the interval of {DurationText.Format(intervalMs)}", "the interval at least");
        }

        var time = PathOf(device, "time", context);
        if (time is null && device.TryGetProperty("timeFormat", out _) && !device.TryGetProperty("time", out _))
        {
            context.At("timeFormat").Fault("a format of a time that is not told", "\"time\" beside it");
        }

        var sequence = PathOf(device, "sequence", context);
        var plans = new List<MqttPoint>();
        foreach (var (point, at) in SourceBinding.PointsOf(device, context))
        {
            if (new PointBinder(known, Id, point, at).Bind(intervalMs) is { } bound)
            {
                plans.Add(bound.Plan);
                points.Add(bound.Known);
            }
        }

        if (context.FaultCount > before || topic is null)
        {
            return null;
        }

        return new MqttDevice
        {
            Name = known.Name,
            Topic = topic,
            IntervalMs = intervalMs,
            SilenceMs = silenceMs,
            TakesRetained = device.Text("retained", "ignore") == "take",
            Time = time,
            TimeForm = device.Text("timeFormat", "iso8601") switch { "unix" => TimeForm.Unix, "unixMs" => TimeForm.UnixMs, _ => TimeForm.Iso8601 },
            Sequence = sequence,
            Points = plans,
        };
    }

    private TopicFilter? BindTopic()
    {
        var isOwn = device.TryGetProperty("topic", out _);
        var text = device.Text("topic", source.Text("topic", ""));
        var at = context.At("topic");
        if (text.Length == 0)
        {
            at.Fault("no topic here and none in the source", "\"topic\", as in zigbee2mqtt/kitchen");
            return null;
        }

        if (!isOwn && !text.Contains(Field, StringComparison.Ordinal))
        {
            at.Fault("the source's topic would be the same for all devices", $"{Field} in it, or a \"topic\" here");
            return null;
        }

        text = text.Replace(Field, Id, StringComparison.Ordinal);
        if (TopicFilter.FaultOf(text) is { } fault)
        {
            at.Fault($"\"{text}\" is no topic to subscribe to: {fault}", "levels with / between them, + for one level, # for the rest");
            return null;
        }

        return TopicFilter.Of(text);
    }
}
