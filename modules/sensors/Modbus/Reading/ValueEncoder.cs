using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>Makes register contents of values: the other way round than <see cref="ValueDecoder"/>. Pure.</summary>
public static class ValueEncoder
{
    private const double FloatTolerance = 1e-6;

    /// <summary>
    /// The request that writes <paramref name="value"/> (in the point's unit) to <paramref name="point"/> of <paramref name="unit"/>. False with <paramref name="fault"/>
    /// when the value does not fit the point's type.
    /// </summary>
    public static bool TryMake(ModbusPoint point, byte unit, ModbusWrites writes, double value, out ModbusRequest request, [NotNullWhen(false)] out string? fault)
    {
        request = default;
        if (point.Type == ModbusType.Bool)
        {
            fault = value is 0 or 1 ? null : string.Create(CultureInfo.InvariantCulture, $"{value} is neither 0 nor 1");
            request = BitRequest(point, unit, writes, value != 0);
            return fault is null;
        }

        var raw = (value - point.Offset) / point.Scale;
        if (!TryRaw(point.Type, raw, out var bits))
        {
            fault = string.Create(CultureInfo.InvariantCulture, $"{value} is {raw} in the register, which its type cannot hold");
            return false;
        }

        fault = null;
        var words = point.Length;
        var payload = Order(point, bits, words);
        request = new ModbusRequest(unit, FunctionOf(writes, words), point.Register.Index, words) { Payload = payload, WriteCount = words };
        return true;
    }

    /// <summary>Largest difference between a value and what is read back of it, in the point's unit: half a step of the register.</summary>
    public static double ToleranceOf(ModbusPoint point, double value) => point.Type switch
    {
        ModbusType.Bool => 0,
        ModbusType.Float32 or ModbusType.Float64 => Math.Max(Math.Abs(value), 1) * FloatTolerance,
        _ => Math.Abs(point.Scale) * 0.501,
    };

    private static ModbusFunction FunctionOf(ModbusWrites writes, int words) => writes switch
    {
        ModbusWrites.ReadWrite => ModbusFunction.ReadWrite,
        ModbusWrites.Single when words == 1 => ModbusFunction.WriteRegister,
        _ => ModbusFunction.WriteRegisters,
    };

    private static ModbusRequest BitRequest(ModbusPoint point, byte unit, ModbusWrites writes, bool isOn)
    {
        if (point.Register.Area == ModbusArea.Coil)
        {
            var function = writes == ModbusWrites.Multiple ? ModbusFunction.WriteCoils : ModbusFunction.WriteCoil;
            return new ModbusRequest(unit, function, point.Register.Index, 1) { Payload = isOn ? 1UL : 0, WriteCount = 1 };
        }

        // A whole register that is read as on and off is written as 1 and 0; one bit of it must leave the others alone.
        if (point.Bit < 0)
        {
            return new ModbusRequest(unit, FunctionOf(writes, 1), point.Register.Index, 1) { Payload = isOn ? Order(point, 1, 1) : 0, WriteCount = 1 };
        }

        var mask = (ushort)Order(point, 1UL << point.Bit, 1);
        return new ModbusRequest(unit, ModbusFunction.MaskWrite, point.Register.Index, 1) { KeepMask = (ushort)~mask, Payload = isOn ? mask : 0UL };
    }

    private static bool TryRaw(ModbusType type, double raw, out ulong bits)
    {
        var whole = Math.Round(raw);
        bits = 0;
        switch (type)
        {
            case ModbusType.Float32:
                bits = BitConverter.SingleToUInt32Bits((float)raw);
                return float.IsFinite((float)raw);
            case ModbusType.Float64:
                bits = BitConverter.DoubleToUInt64Bits(raw);
                return double.IsFinite(raw);
            case ModbusType.Int16:
                bits = (ushort)(short)Math.Clamp(whole, short.MinValue, short.MaxValue);
                return whole is >= short.MinValue and <= short.MaxValue;
            case ModbusType.Int32:
                bits = (uint)(int)Math.Clamp(whole, int.MinValue, int.MaxValue);
                return whole is >= int.MinValue and <= int.MaxValue;
            case ModbusType.Int64:
                bits = (ulong)(long)whole;
                return Math.Abs(whole) < 9.2e18;
            default:
                var top = type switch { ModbusType.UInt16 => ushort.MaxValue, ModbusType.UInt32 => uint.MaxValue, _ => 1.8e19 };
                bits = whole >= 0 && whole <= top ? (ulong)whole : 0;
                return whole >= 0 && whole <= top;
        }
    }

    // From most significant first to the point's order.
    private static ulong Order(ModbusPoint point, ulong bits, int words)
    {
        var payload = 0UL;
        for (var i = 0; i < words; i++)
        {
            var from = point.WordSwap ? i : words - 1 - i;
            var word = (ushort)(bits >> (16 * from));
            word = point.ByteSwap ? (ushort)((word << 8) | (word >> 8)) : word;
            payload = (payload << 16) | word;
        }

        return payload;
    }

}
