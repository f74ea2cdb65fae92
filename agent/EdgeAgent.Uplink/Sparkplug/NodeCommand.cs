using EdgeAgent.Uplink.Sparkplug.Payload;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>What a host application's NCMD asks for.</summary>
/// <param name="IsRebirth">True when it asks for all births.</param>
/// <param name="Cursor">Cursor that it acknowledges; null for none.</param>
public readonly record struct NodeCommand(bool IsRebirth, string? Cursor)
{
    /// <summary>Reads one; false with what was wrong in <paramref name="fault"/>. Metrics may be named or given by alias.</summary>
    public static bool TryRead(byte[] bytes, NodeModel model, out NodeCommand command, out string fault)
    {
        command = default;
        if (!PayloadReader.TryRead(bytes, out var payload, out fault))
        {
            return false;
        }

        foreach (var metric in payload.Metrics)
        {
            if (metric.Name == model.Rebirth.Name && metric.Value.Kind == SparkplugValueKind.Boolean)
            {
                command = command with { IsRebirth = command.IsRebirth || metric.Value.AsBoolean };
            }
            else if (IsAck(metric, model) && metric.Value is { Kind: SparkplugValueKind.Text, Text: { } cursor })
            {
                command = command with { Cursor = cursor };
            }
            else
            {
                fault = $"{metric.Name ?? $"alias {metric.Alias}"} cannot be written so; {model.Rebirth.Name} (Boolean){(model.AckCursor is { } ack ? $" and {ack.Name} (String)" : "")} can";
                return false;
            }
        }

        return true;
    }

    private static bool IsAck(SparkplugMetric metric, NodeModel model) =>
        model.AckCursor is { } ack && (metric.Name == ack.Name || (metric.Name is null && metric.Alias == (ulong)ack.Alias));
}
