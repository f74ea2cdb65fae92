namespace EdgeAgent.Sensors.Modbus;

/// <summary>Makes values of registers. Pure.</summary>
public static class ValueDecoder
{
    /// <summary>
    /// Value of <paramref name="point"/> in its unit, from the data bytes of a reply whose first register or bit is <paramref name="first"/>.
    /// False when it is one of the point's invalid values or no finite number. The reply must hold the point: the planner has made sure.
    /// </summary>
    public static bool TryDecode(ModbusPoint point, int first, ReadOnlySpan<byte> data, out double value)
    {
        var at = point.Register.Index - first;
        if (point.Register.Area is ModbusArea.Coil or ModbusArea.Discrete)
        {
            value = (data[at >> 3] >> (at & 7)) & 1;
            return true;
        }

        var raw = Assemble(point, data.Slice(at * 2, point.Length * 2));
        for (var i = 0; i < point.InvalidPatterns.Count; i++)
        {
            if (point.InvalidPatterns[i] == raw)
            {
                value = double.NaN;
                return false;
            }
        }

        if (point.Type == ModbusType.Bool)
        {
            value = point.Bit >= 0 ? (raw >> point.Bit) & 1 : raw != 0 ? 1 : 0;
            return true;
        }

        var number = ToNumber(point.Type, raw);
        for (var i = 0; i < point.InvalidNumbers.Count; i++)
        {
            if (point.InvalidNumbers[i].Equals(number))
            {
                value = double.NaN;
                return false;
            }
        }

        value = Scaled(number, point.Scale) + point.Offset;
        if (!double.IsFinite(value))
        {
            value = double.NaN;
            return false;
        }

        return true;
    }

    private static ulong Assemble(ModbusPoint point, ReadOnlySpan<byte> bytes)
    {
        var words = bytes.Length / 2;
        var raw = 0UL;
        for (var i = 0; i < words; i++)
        {
            var word = (point.WordSwap ? words - 1 - i : i) * 2;
            var high = bytes[point.ByteSwap ? word + 1 : word];
            var low = bytes[point.ByteSwap ? word : word + 1];
            raw = (raw << 16) | (uint)((high << 8) | low);
        }

        return raw;
    }

    private static double ToNumber(ModbusType type, ulong raw) => type switch
    {
        ModbusType.Int16 => (short)raw,
        ModbusType.Int32 => (int)raw,
        ModbusType.Int64 => (long)raw,
        ModbusType.Float32 => BitConverter.UInt32BitsToSingle((uint)raw),
        ModbusType.Float64 => BitConverter.UInt64BitsToDouble(raw),
        _ => raw,
    };

    // 1170 x 0.01 is 11.700000000000001, 1170 / 100 is 11.7: a scale that is one part of a whole number divides.
    private static double Scaled(double number, double scale)
    {
        var divisor = Math.Round(1 / scale);
        return Math.Abs(divisor) > 1 && 1 / divisor == scale ? number / divisor : number * scale;
    }
}
