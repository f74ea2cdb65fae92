using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;

namespace EdgeAgent.Sensors.Mqtt;

/// <summary>Binds one point of a device and tells everything about it that a schema cannot.</summary>
internal sealed class PointBinder(DeviceDescriptor known, string id, JsonElement point, BindContext context)
{
    private const string ValueField = "{value}";
    private const string WordField = "{word}";

    /// <summary>The point as it is read and what the data path knows of it, or null after faults.</summary>
    public (MqttPoint Plan, PointDescriptor Known)? Bind(long intervalMs)
    {
        var before = context.FaultCount;
        var path = DeviceBinder.PathOf(point, "path", context);
        var states = SourceBinding.States(point);
        var words = WordsOf(states);
        var isDiscrete = states is not null || point.TryGetProperty("words", out _);
        CheckKind(isDiscrete);
        var set = BindSet(words);
        var described = SourceBinding.Point(known, point, context, intervalMs) with
        {
            Unit = point.Text("unit", ""),
            Kind = point.Flag("counter") ? PointKind.Counter : isDiscrete ? PointKind.Discrete : PointKind.Gauge,
            Writable = point.Flag("writable"),
            States = states,
        };
        if (context.FaultCount > before || path is null)
        {
            return null;
        }

        var invalid = point.Items("invalid").ToList();
        var plan = new MqttPoint
        {
            Path = path,
            Scale = point.Number("scale") ?? 1,
            Offset = point.Number("offset") ?? 0,
            Words = words,
            InvalidNumbers = [.. invalid.Where(v => v.ValueKind == JsonValueKind.Number).Select(v => v.GetDouble())],
            InvalidWords = [.. invalid.Where(v => v.ValueKind == JsonValueKind.String).Select(v => Encoding.UTF8.GetBytes(v.GetString()!))],
            IsDiscrete = isDiscrete,
            Set = point.Flag("writable") ? set : null,
        };
        return (plan, described);
    }

    private MqttWord[] WordsOf(IReadOnlyDictionary<int, string>? states) => point.TryGetProperty("words", out var words)
        ? [.. words.EnumerateObject().Select(w => new MqttWord(Encoding.UTF8.GetBytes(w.Name), (int)w.Value.GetDouble()))]
        : [.. (states ?? new Dictionary<int, string>()).Select(s => new MqttWord(Encoding.UTF8.GetBytes(s.Value), s.Key))];

    private void CheckKind(bool isDiscrete)
    {
        if (point.Number("scale") == 0)
        {
            context.At("scale").Fault("a scale of 0 makes every value 0", "any other number");
        }

        if (isDiscrete && point.Flag("counter"))
        {
            context.At("counter").Fault("a counter has no states", "\"counter\", or \"states\" and \"words\", not both");
        }

        if (isDiscrete && (point.TryGetProperty("scale", out _) || point.TryGetProperty("offset", out _)))
        {
            context.At(point.TryGetProperty("scale", out _) ? "scale" : "offset").Fault("states cannot be scaled", "no scale and no offset, or no states and words");
        }
    }

    private MqttSet? BindSet(MqttWord[] words)
    {
        if (!point.TryGetProperty("set", out var set))
        {
            if (point.Flag("writable"))
            {
                context.At("writable").Fault("nobody knows how to write it", "\"set\" with a topic and a payload beside it");
            }

            return null;
        }

        var topic = set.Text("topic", "").Replace("{device}", id, StringComparison.Ordinal);
        if (topic.AsSpan().IndexOfAny('+', '#') >= 0)
        {
            context.At("set.topic").Fault($"\"{topic}\" has wildcards", "one topic");
        }

        var payload = set.Text("payload", "");
        var takesWord = payload.Contains(WordField, StringComparison.Ordinal);
        if (!takesWord && !payload.Contains(ValueField, StringComparison.Ordinal))
        {
            context.At("set.payload").Fault("it does not hold the value", string.Create(CultureInfo.InvariantCulture, $"{ValueField} or {WordField} in it"));
        }

        if (takesWord && words.Length == 0)
        {
            context.At("set.payload").Fault("the point has no words", $"\"words\" or \"states\" beside it, or {ValueField}");
        }

        return new MqttSet(topic, payload, set.DurationMs("timeout", 10_000), set.Integer("qos") ?? 1);
    }
}
