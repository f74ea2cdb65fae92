using EdgeAgent.Core.Points;

namespace EdgeAgent.Sensors.Lines;

/// <summary>Makes readings of a line that fits. Pure; allocates nothing.</summary>
internal static class LineValues
{
    /// <summary>Adds a reading for each point of a device.</summary>
    public static void Deliver(LineDevice device, ReadOnlySpan<byte> line, ReadOnlySpan<LineValue> values, int pointBase, long nowNs, List<Reading> readings)
    {
        for (var i = 0; i < device.Points.Count; i++)
        {
            var point = device.Points[i];
            var field = values[point.Field];
            var value = point.Words.Count > 0 ? WordOf(point, line.Slice(field.Start, field.Length)) : Scaled(field.Number, point.Scale) + point.Offset;
            var isGood = double.IsFinite(value);
            readings.Add(new Reading(pointBase + point.Index, isGood ? Quality.Good : Quality.Invalid, isGood ? value : double.NaN, nowNs));
        }
    }

    private static double WordOf(LinePoint point, ReadOnlySpan<byte> word)
    {
        for (var i = 0; i < point.Words.Count; i++)
        {
            if (word.SequenceEqual(point.Words[i].Word))
            {
                return point.Words[i].Value;
            }
        }

        return double.NaN;
    }

    // 1170 x 0.01 is 11.700000000000001, 1170 / 100 is 11.7: a scale that is one part of a whole number divides.
    private static double Scaled(double number, double scale)
    {
        var divisor = Math.Round(1 / scale);
        return Math.Abs(divisor) > 1 && 1 / divisor == scale ? number / divisor : number * scale;
    }
}
