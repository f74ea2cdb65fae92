using EdgeCtl.Simulate.Checks;
using EdgeCtl.Simulate.Neighbourhood;

namespace EdgeCtl.Simulate.Cjt188;

/// <summary>A heat meter: energies in MW.h, power, flow, volume, each with its unit before it; two temperatures, hours, time, status.</summary>
internal sealed class HeatMeter188(byte type, string digits, HeatModel heat, WallTime time, bool isDiSwapped = false, int preamble = 0) : Cjt188Meter(type, digits, isDiSwapped, preamble)
{
    private const byte MegawattHours = 0x08;
    private const byte Kilowatts = 0x17;
    private const byte CubicMetresPerHour = 0x35;
    private const byte CubicMetres = 0x2C;

    /// <inheritdoc/>
    protected override bool IsShut
    {
        get => heat.IsShut;
        set => heat.IsShut = value;
    }

    /// <inheritdoc/>
    protected override int Payload(long nowNs, Span<byte> target)
    {
        var length = Quantity(target, MegawattHours, heat.SettledKWh / 1000, 2);
        length += Quantity(target[length..], MegawattHours, heat.EnergyKWh / 1000, 2);
        length += Quantity(target[length..], Kilowatts, heat.PowerKw, 2);
        length += Quantity(target[length..], CubicMetresPerHour, heat.FlowM3PerH, 4);
        length += Quantity(target[length..], CubicMetres, heat.VolumeM3, 2);
        Bcd.Write(target.Slice(length, 3), heat.SupplyCel, 2);
        Bcd.Write(target.Slice(length + 3, 3), heat.ReturnCel, 2);
        Bcd.Write(target.Slice(length + 6, 3), heat.Hours, 0);
        length += 9;
        length += WriteTime(time.At(nowNs), target[length..]);
        return length + WriteStatus(target[length..]);
    }

    private static int Quantity(Span<byte> target, byte unit, double value, int decimals)
    {
        target[0] = unit;
        Bcd.Write(target.Slice(1, 4), value, decimals);
        return 5;
    }
}
