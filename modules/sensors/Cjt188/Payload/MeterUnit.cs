namespace EdgeAgent.Sensors.Cjt188;

/// <summary>A unit code (CJ/T 188-2004, table of units).</summary>
/// <param name="Class">What it measures.</param>
/// <param name="Ucum">UCUM code of the unit that values are told in.</param>
/// <param name="Size">Size of the frame's unit, in J, W, L or L/h.</param>
/// <param name="ToldSize">Size of the unit that values are told in: volumes in m3, flows in m3/h, else as in the frame.</param>
public sealed record MeterUnit(UnitClass Class, string Ucum, double Size, double ToldSize)
{
    private const double WattHour = 3_600;
    private const double Cubic = 1_000;

    private static readonly MeterUnit?[] Codes = MakeCodes();

    /// <summary>The unit of a code; null when there is none.</summary>
    public static MeterUnit? Of(byte code) => code < Codes.Length ? Codes[code] : null;

    /// <summary>Units that a point of a class may be wanted in, the default first: UCUM code and size.</summary>
    public static IReadOnlyList<(string Ucum, double Size)> Wanted(UnitClass unitClass) => unitClass switch
    {
        UnitClass.Energy => [("kW.h", WattHour * 1e3), ("MW.h", WattHour * 1e6), ("W.h", WattHour), ("J", 1), ("kJ", 1e3), ("MJ", 1e6), ("GJ", 1e9)],
        UnitClass.Power => [("kW", 1e3), ("W", 1), ("MW", 1e6)],
        UnitClass.Volume => [("m3", Cubic), ("L", 1)],
        UnitClass.Flow => [("m3/h", Cubic), ("L/h", 1)],
        _ => [],
    };

    private static MeterUnit?[] MakeCodes()
    {
        var codes = new MeterUnit?[0x36];
        codes[0x01] = new(UnitClass.Energy, "J", 1, 1);
        codes[0x02] = new(UnitClass.Energy, "W.h", WattHour, WattHour);
        codes[0x05] = new(UnitClass.Energy, "kW.h", WattHour * 1e3, WattHour * 1e3);
        codes[0x08] = new(UnitClass.Energy, "MW.h", WattHour * 1e6, WattHour * 1e6);
        codes[0x0A] = new(UnitClass.Energy, "MW.h", WattHour * 1e8, WattHour * 1e6);
        codes[0x0B] = new(UnitClass.Energy, "kJ", 1e3, 1e3);
        codes[0x0E] = new(UnitClass.Energy, "MJ", 1e6, 1e6);
        codes[0x11] = new(UnitClass.Energy, "GJ", 1e9, 1e9);
        codes[0x13] = new(UnitClass.Energy, "GJ", 1e11, 1e9);
        codes[0x14] = new(UnitClass.Power, "W", 1, 1);
        codes[0x17] = new(UnitClass.Power, "kW", 1e3, 1e3);
        codes[0x1A] = new(UnitClass.Power, "MW", 1e6, 1e6);
        codes[0x29] = new(UnitClass.Volume, "m3", 1, Cubic);
        codes[0x2C] = new(UnitClass.Volume, "m3", Cubic, Cubic);
        codes[0x32] = new(UnitClass.Flow, "m3/h", 1, Cubic);
        codes[0x35] = new(UnitClass.Flow, "m3/h", Cubic, Cubic);
        return codes;
    }
}
