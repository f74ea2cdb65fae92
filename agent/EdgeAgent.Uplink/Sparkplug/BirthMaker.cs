using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Time;
using EdgeAgent.Uplink.Sparkplug.Payload;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>Makes births and deaths: all metrics that there will ever be, with what they are now. Pure but for what <see cref="ISparkplugLive"/> tells.</summary>
/// <param name="model">The metrics.</param>
/// <param name="memory">What was last sent of each.</param>
/// <param name="live">The points' newest readings.</param>
/// <param name="site">The site.</param>
/// <param name="version">The agent's version.</param>
public sealed class BirthMaker(NodeModel model, SampleMemory memory, ISparkplugLive live, Site site, string version)
{
    private static readonly SparkplugProperty ReadOnly = new("readOnly", SparkplugType.Boolean, SparkplugValue.Of(true));

    /// <summary>Death of the node: nothing but the number that ties it to its birth.</summary>
    public SparkplugPayload NodeDeath(byte bdSeq, long utcMs) => new()
    {
        TimestampMs = utcMs,
        Metrics = [new SparkplugMetric { Name = model.BdSeq.Name, TimestampMs = utcMs, Type = SparkplugType.Int64, Value = SparkplugValue.Of((long)bdSeq) }],
    };

    /// <summary>Birth of the node.</summary>
    public SparkplugPayload NodeBirth(byte bdSeq, long notSent, ulong seq, in Now now)
    {
        var samples = new List<MetricSample>(model.Node.Count);
        foreach (var metric in model.Node)
        {
            samples.Add(Known(metric, bdSeq, notSent, now) ?? Current(metric, now));
        }

        return Birth(samples, seq, now);
    }

    /// <summary>Birth of a device.</summary>
    public SparkplugPayload DeviceBirth(int device, ulong seq, in Now now)
    {
        var metrics = model.Device(device);
        var samples = new List<MetricSample>(metrics.Count);
        foreach (var metric in metrics)
        {
            samples.Add(Current(metric, now));
        }

        return Birth(samples, seq, now);
    }

    private SparkplugPayload Birth(List<MetricSample> samples, ulong seq, in Now now)
    {
        samples.ForEach(memory.Sent);
        return new SparkplugPayload { TimestampMs = now.UtcMs, Seq = seq, Metrics = [.. samples.OrderBy(s => s.TimestampMs).Select(s => s.ToBirth())] };
    }

    private MetricSample? Known(MetricDefinition metric, byte bdSeq, long notSent, in Now now)
    {
        SparkplugValue? value =
            metric == model.BdSeq ? SparkplugValue.Of((long)bdSeq) :
            metric == model.Rebirth ? SparkplugValue.Of(false) :
            metric == model.Version ? SparkplugValue.Of(version) :
            metric == model.Firmware ? SparkplugValue.Of($"{site.Profile.Name} ({site.Profile.Arch})") :
            metric == model.Label ? SparkplugValue.Of(site.Gateway.Label) :
            metric == model.Configuration ? SparkplugValue.Of(site.Hash) :
            metric == model.NotSent ? SparkplugValue.Of(notSent) : null;
        var isWritable = metric == model.Rebirth;
        return value is { } known ? new MetricSample(metric, now.UtcMs, known, isWritable ? [] : [ReadOnly]) : null;
    }

    private MetricSample Current(MetricDefinition metric, in Now now)
    {
        if (metric.Point >= 0)
        {
            return OfPoint(metric, now);
        }

        if (metric == model.AckCursor)
        {
            return new MetricSample(metric, now.UtcMs, default, []);
        }

        // What was sent in an earlier session, and is still so, is told with its own time, but never with one that lies ahead.
        return memory.Last(metric) is { } last ? last with { TimestampMs = Math.Min(last.TimestampMs, now.UtcMs) } : new MetricSample(metric, now.UtcMs, default, [ReadOnly]);
    }

    private MetricSample OfPoint(MetricDefinition metric, in Now now)
    {
        var point = model.Table.Points[metric.Point];
        var reading = live.Latest(metric.Point);
        var isRead = reading.MonoNs > 0;
        var isGood = isRead && reading.Quality == Quality.Good;
        var quality = isGood ? SummaryMapper.QualityGood : isRead ? SummaryMapper.QualityBad : SummaryMapper.QualityStale;
        var properties = new List<SparkplugProperty>(6) { new(SummaryMapper.QualityKey, SparkplugType.Int32, SparkplugValue.Of(quality)), ReadOnly };
        AddText(properties, "engUnit", point.Unit);
        AddText(properties, "documentation", point.Label);
        AddNumber(properties, "engLow", point.RangeMin);
        AddNumber(properties, "engHigh", point.RangeMax);
        var timestampMs = isRead ? Math.Min((reading.MonoNs / 1_000_000) + now.OffsetMs, now.UtcMs) : now.UtcMs;
        return new MetricSample(metric, timestampMs, isGood ? ValueOf(metric, reading.Value) : default, properties);
    }

    private static SparkplugValue ValueOf(MetricDefinition metric, double value) =>
        metric.Type == SparkplugType.Int32 ? SparkplugValue.Of((int)Math.Clamp(Math.Round(value), int.MinValue, int.MaxValue)) : SparkplugValue.Of(value);

    private static void AddText(List<SparkplugProperty> properties, string key, string text)
    {
        if (text.Length > 0)
        {
            properties.Add(new(key, SparkplugType.String, SparkplugValue.Of(text)));
        }
    }

    private static void AddNumber(List<SparkplugProperty> properties, string key, double? number)
    {
        if (number is { } value)
        {
            properties.Add(new(key, SparkplugType.Double, SparkplugValue.Of(value)));
        }
    }
}
