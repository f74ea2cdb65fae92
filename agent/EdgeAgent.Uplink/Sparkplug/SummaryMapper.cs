using System.Buffers;
using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Sparkplug.Payload;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>
/// Says what a summary means in metrics. A window is its point's metric: the value is the last good one, as a host application expects of a tag, at the window's end;
/// the other figures are properties of it. Figures of health are metrics of their own. All else is text: the CloudEvents JSON of wire v1 in full, so that ids go along. Pure; one thread.
/// </summary>
/// <param name="model">The metrics that there are.</param>
/// <param name="json">Writes wire v1.</param>
public sealed class SummaryMapper(NodeModel model, CloudEventJson json)
{
    /// <summary>Key of the Quality property (Sparkplug 3.0, 6.4.13).</summary>
    public const string QualityKey = "Quality";

    /// <summary>Quality of a value that is good.</summary>
    public const int QualityGood = 192;

    /// <summary>Quality of a value that could not be read.</summary>
    public const int QualityBad = 0;

    /// <summary>Quality of a value that nobody has read yet.</summary>
    public const int QualityStale = 500;

    internal const string FromKey = "from";
    private const int HealthDepth = 2;

    private readonly ArrayBufferWriter<byte> _text = new(1_024);

    /// <summary>Adds to <paramref name="into"/> (which is cleared) what a summary means; nothing for one that must not leave.</summary>
    public void Map(in StoredSummary stored, List<MetricSample> into)
    {
        into.Clear();
        switch (stored.Summary.Type)
        {
            case SummaryType.Window when stored.Summary.Grade == Grade.Personal:
                break;
            case SummaryType.Window:
                into.Add(OfWindow(stored));
                break;
            case SummaryType.Health:
                AddHealth(stored.Summary, into);
                break;
            case SummaryType.Event:
                into.Add(OfEvent(stored));
                break;
            default:
                into.Add(Text(MetricOf(stored.Summary), stored, []));
                break;
        }
    }

    /// <summary>A summary as text under `Records/Other`: for one that has no metric to go to.</summary>
    public MetricSample AsOther(in StoredSummary stored) => Text(model.Other, stored, []);

    private MetricDefinition MetricOf(Summary summary) => summary.Type switch
    {
        SummaryType.Gap => model.Gaps(summary.Class),
        SummaryType.Clock => model.Clock,
        SummaryType.Audit => model.Audit,
        _ => model.Other,
    };

    private MetricSample OfWindow(in StoredSummary stored)
    {
        var point = model.Table.IndexOf(stored.Summary.Subject);
        if (stored.Summary.Data is not WindowData window || point < 0 || !Fits(model.Table.Points[point], window))
        {
            return AsOther(stored);
        }

        // The site may have become stricter since the window was made.
        return model.Value(point) is { } metric ? new MetricSample(metric, window.ToMs, ValueOf(window), PropertiesOf(window)) : AsOther(stored);
    }

    private static bool Fits(PointDescriptor point, WindowData window) =>
        (point.Kind == PointKind.Discrete) == (window.Kind == PointKind.Discrete) && point.Unit == window.Unit;

    private static SparkplugValue ValueOf(WindowData window) => window switch
    {
        { Gauge: { } gauge } => SparkplugValue.Of(gauge.Last),
        { Counter: { } counter } => SparkplugValue.Of(counter.Last),
        { Discrete: { } discrete } => SparkplugValue.Of(discrete.Last),
        _ => default,
    };

    private static List<SparkplugProperty> PropertiesOf(WindowData window)
    {
        var properties = new List<SparkplugProperty>(10)
        {
            new(QualityKey, SparkplugType.Int32, SparkplugValue.Of(window.Good > 0 ? QualityGood : QualityBad)),
            new(FromKey, SparkplugType.DateTime, SparkplugValue.Of(window.FromMs)),
            new("good", SparkplugType.Int32, SparkplugValue.Of(window.Good)),
            new("expected", SparkplugType.Int32, SparkplugValue.Of(window.Expected)),
        };
        switch (window)
        {
            case { Gauge: { } gauge }:
                AddNumber(properties, "min", gauge.Min);
                AddNumber(properties, "max", gauge.Max);
                AddNumber(properties, "mean", gauge.Mean);
                AddNumber(properties, "first", gauge.First);
                AddNumber(properties, "stddev", gauge.StdDev);
                break;
            case { Counter: { } counter }:
                AddNumber(properties, "first", counter.First);
                AddNumber(properties, "delta", counter.Delta);
                properties.Add(new("resets", SparkplugType.Int32, SparkplugValue.Of(counter.Resets)));
                break;
            case { Discrete: { } discrete }:
                properties.Add(new("first", SparkplugType.Int32, SparkplugValue.Of(discrete.First)));
                properties.Add(new("changes", SparkplugType.Int32, SparkplugValue.Of(discrete.Changes)));
                break;
        }

        if (window.Merged > 1)
        {
            properties.Add(new("merged", SparkplugType.Int32, SparkplugValue.Of(window.Merged)));
        }

        return properties;
    }

    private static void AddNumber(List<SparkplugProperty> properties, string key, double value) => properties.Add(new(key, SparkplugType.Double, SparkplugValue.Of(value)));

    private MetricSample OfEvent(in StoredSummary stored)
    {
        var properties = new List<SparkplugProperty>(4) { new("class", SparkplugType.String, SparkplugValue.Of(SummaryClasses.NameOf(stored.Summary.Class))) };
        if (stored.Summary.Data is JsonData data)
        {
            using var document = JsonDocument.Parse(data.Utf8);
            foreach (var key in (ReadOnlySpan<string>)["state", "severity", "alarmId"])
            {
                if (document.RootElement.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String)
                {
                    properties.Add(new(key, SparkplugType.String, SparkplugValue.Of(value.GetString()!)));
                }
            }
        }

        return Text(model.Alarm(stored.Summary.Subject), stored, properties);
    }

    private void AddHealth(Summary summary, List<MetricSample> into)
    {
        if (summary.Data is JsonData data)
        {
            using var document = JsonDocument.Parse(data.Utf8);
            AddHealth(document.RootElement, "", HealthDepth, summary.Made.UtcMs, into);

            // A fault that is over is left out of the summary.
            if (model.Health("disk.fault") is { } fault && !into.Exists(s => s.Metric == fault))
            {
                into.Add(new MetricSample(fault, summary.Made.UtcMs, SparkplugValue.Of(""), []));
            }
        }
    }

    private void AddHealth(JsonElement element, string prefix, int depth, long utcMs, List<MetricSample> into)
    {
        if (element.ValueKind != JsonValueKind.Object || depth == 0)
        {
            return;
        }

        foreach (var member in element.EnumerateObject())
        {
            var path = prefix + member.Name;
            if (model.Health(path) is not { } metric)
            {
                AddHealth(member.Value, path + ".", depth - 1, utcMs, into);
            }
            else if (member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt64(out var number))
            {
                into.Add(new MetricSample(metric, utcMs, SparkplugValue.Of(number), []));
            }
            else if (member.Value.ValueKind == JsonValueKind.String)
            {
                into.Add(new MetricSample(metric, utcMs, SparkplugValue.Of(member.Value.GetString()!), []));
            }
        }
    }

    private MetricSample Text(MetricDefinition metric, in StoredSummary stored, IReadOnlyList<SparkplugProperty> properties)
    {
        _text.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_text, WireJson.Options))
        {
            json.Write(writer, stored);
        }

        return new MetricSample(metric, stored.Summary.Made.UtcMs, SparkplugValue.Of(Encoding.UTF8.GetString(_text.WrittenSpan)), properties);
    }
}
