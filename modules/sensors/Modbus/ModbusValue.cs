using System.Buffers.Binary;
using EdgeAgent.Core.Points;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>Turns the data of a reply into values. Pure; allocates nothing.</summary>
public static class ModbusValue
{
    /// <summary>Reads a point whose first register or bit is number <paramref name="at"/> of the reply's data. NaN with a bad quality for a sentinel or no number.</summary>
    public static Quality Read(ModbusPoint point, ReadOnlySpan<byte> data, int at, out double value)
    {
        value = double.NaN;
        var raw = point.Table is ModbusTable.Coil or ModbusTable.Discrete
            ? (data[at >> 3] >> (at & 7)) & 1
            : RawOf(point, data.Slice(at * 2, point.Length * 2));
        if (!double.IsFinite(raw) || IsSentinel(point, raw))
        {
            return Quality.Invalid;
        }

        value = Scaled(point, raw);
        return Quality.Good;
    }

    private static bool IsSentinel(ModbusPoint point, double raw)
    {
        for (var i = 0; i < point.Invalid.Count; i++)
        {
            if (point.Invalid[i] == raw)
            {
                return true;
            }
        }

        return false;
    }

    // 1170 / 1000 is 1.17; 1170 * 0.001 is 1.1700000000000002: a scale that is one over a whole number divides.
    private static double Scaled(ModbusPoint point, double raw)
    {
        var inverse = Math.Round(1 / point.Scale);
        var scaled = point.Scale < 1 && point.Scale > 0 && 1 / inverse == point.Scale ? raw / inverse : raw * point.Scale;
        return scaled + point.Offset;
    }

    private static double RawOf(ModbusPoint point, ReadOnlySpan<byte> wire)
    {
        Span<byte> bytes = stackalloc byte[8];
        bytes = bytes[..wire.Length];
        Arrange(point.Order, wire, bytes);
        return point.Type switch
        {
            ModbusType.Bool => (BinaryPrimitives.ReadUInt16BigEndian(bytes) >> Math.Max(0, point.Bit)) & 1,
            ModbusType.Int16 => BinaryPrimitives.ReadInt16BigEndian(bytes),
            ModbusType.UInt16 => BinaryPrimitives.ReadUInt16BigEndian(bytes),
            ModbusType.Int32 => BinaryPrimitives.ReadInt32BigEndian(bytes),
            ModbusType.UInt32 => BinaryPrimitives.ReadUInt32BigEndian(bytes),
            ModbusType.Int64 => BinaryPrimitives.ReadInt64BigEndian(bytes),
            ModbusType.UInt64 => BinaryPrimitives.ReadUInt64BigEndian(bytes),
            ModbusType.Float32 => BinaryPrimitives.ReadSingleBigEndian(bytes),
            _ => BinaryPrimitives.ReadDoubleBigEndian(bytes),
        };
    }

    private static void Arrange(ModbusOrder order, ReadOnlySpan<byte> wire, Span<byte> bytes)
    {
        var last = wire.Length - 1;
        for (var i = 0; i < wire.Length; i++)
        {
            var from = order switch
            {
                ModbusOrder.Abcd => i,
                ModbusOrder.Cdab => (last - 1 - (i & ~1)) + (i & 1),
                ModbusOrder.Badc => i ^ 1,
                _ => last - i,
            };
            bytes[i] = wire[from];
        }
    }
}
