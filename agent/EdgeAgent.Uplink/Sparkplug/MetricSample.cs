using EdgeAgent.Uplink.Sparkplug.Payload;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>What a metric was at a moment.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="TimestampMs">The moment, UTC ms.</param>
/// <param name="Value">Its value; of kind none when there was none.</param>
/// <param name="Properties">What goes with it.</param>
public readonly record struct MetricSample(MetricDefinition Metric, long TimestampMs, SparkplugValue Value, IReadOnlyList<SparkplugProperty> Properties)
{
    /// <summary>As it stands in a data message: by its alias.</summary>
    public SparkplugMetric ToData(bool isHistorical) => new()
    {
        Name = Metric.IsByName ? Metric.Name : null,
        Alias = Metric.IsByName ? null : (ulong)Metric.Alias,
        TimestampMs = TimestampMs,
        IsHistorical = isHistorical,
        IsNull = Value.Kind == SparkplugValueKind.None,
        Value = Value,
        Properties = Properties,
    };

    /// <summary>As it stands in a birth: name, alias and datatype.</summary>
    public SparkplugMetric ToBirth() => ToData(isHistorical: false) with { Name = Metric.Name, Type = Metric.Type };

    /// <summary>True when it tells nothing that <paramref name="before"/> did not: the same value and the same figures, whatever the time.</summary>
    public bool SaysTheSameAs(in MetricSample before)
    {
        if (Value != before.Value || Properties.Count != before.Properties.Count)
        {
            return false;
        }

        for (var i = 0; i < Properties.Count; i++)
        {
            if (Properties[i] != before.Properties[i] && Properties[i].Key != SummaryMapper.FromKey)
            {
                return false;
            }
        }

        return true;
    }
}
