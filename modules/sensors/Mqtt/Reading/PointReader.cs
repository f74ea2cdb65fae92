using EdgeAgent.Core.Config.JsonPaths;
using EdgeAgent.Core.Points;

namespace EdgeAgent.Sensors.Mqtt;

/// <summary>Makes a value of what a path found. Stateless; nothing allocated.</summary>
internal static class PointReader
{
    private const double MaxState = 65_535;

    /// <summary>The value in the point's unit; NaN, with what is wrong, when the quality is not good.</summary>
    public static (Quality Quality, double Value, PayloadFault Fault) Read(MqttPoint point, in JsonHit hit, ReadOnlySpan<byte> payload)
    {
        switch (hit.Kind)
        {
            case JsonHitKind.Null:
                return Bad(PayloadFault.Null);
            case JsonHitKind.Object or JsonHitKind.Array:
                return Bad(PayloadFault.NoScalar);
        }

        foreach (var word in point.InvalidWords)
        {
            if (hit.Is(word, payload))
            {
                return Bad(PayloadFault.None);
            }
        }

        foreach (var word in point.Words)
        {
            if (hit.Kind != JsonHitKind.Number && hit.Is(word.Word, payload))
            {
                return (Quality.Good, word.Value, PayloadFault.None);
            }
        }

        return hit.Kind switch
        {
            JsonHitKind.True => Scaled(point, 1),
            JsonHitKind.False => Scaled(point, 0),
            _ when hit.TryNumber(payload, out var number) => Scaled(point, number),
            JsonHitKind.Number => Bad(PayloadFault.NoNumber),
            _ => Bad(PayloadFault.UnknownWord),
        };
    }

    private static (Quality Quality, double Value, PayloadFault Fault) Scaled(MqttPoint point, double number)
    {
        if (point.InvalidNumbers.AsSpan().Contains(number))
        {
            return Bad(PayloadFault.None);
        }

        var value = (number * point.Scale) + point.Offset;
        var fits = point.IsDiscrete ? value is >= 0 and <= MaxState && Math.Floor(value).Equals(value) : double.IsFinite(value);
        return fits ? (Quality.Good, value, PayloadFault.None) : Bad(PayloadFault.NoNumber);
    }

    private static (Quality Quality, double Value, PayloadFault Fault) Bad(PayloadFault fault) => (Quality.Invalid, double.NaN, fault);
}
