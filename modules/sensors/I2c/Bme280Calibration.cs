using System.Buffers.Binary;

namespace EdgeAgent.Sensors.I2c;

/// <summary>
/// A BME280's own numbers and what they make of its raw values (BST-BME280-DS002, 4.2.2 and 4.2.3): each quantity is a polynomial whose coefficients the factory measured;
/// pressure and humidity lean on the fine temperature. Immutable.
/// </summary>
internal sealed class Bme280Calibration
{
    /// <summary>Bytes from register 88h.</summary>
    public const int FirstBytes = 26;

    /// <summary>Bytes from register E1h.</summary>
    public const int SecondBytes = 7;

    private readonly double _t1;
    private readonly double _t2;
    private readonly double _t3;
    private readonly double[] _p = new double[10];
    private readonly double _h1;
    private readonly double _h2;
    private readonly double _h3;
    private readonly double _h4;
    private readonly double _h5;
    private readonly double _h6;

    /// <summary>Reads the numbers: <paramref name="first"/> from register 88h, <paramref name="second"/> from E1h.</summary>
    public Bme280Calibration(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        _t1 = BinaryPrimitives.ReadUInt16LittleEndian(first);
        _t2 = BinaryPrimitives.ReadInt16LittleEndian(first[2..]);
        _t3 = BinaryPrimitives.ReadInt16LittleEndian(first[4..]);
        _p[1] = BinaryPrimitives.ReadUInt16LittleEndian(first[6..]);
        for (var i = 2; i <= 9; i++)
        {
            _p[i] = BinaryPrimitives.ReadInt16LittleEndian(first[(4 + (2 * i))..]);
        }

        _h1 = first[25];
        _h2 = BinaryPrimitives.ReadInt16LittleEndian(second);
        _h3 = second[2];

        // Twelve bits each: E4h and the low half of E5h, E6h and the high half of E5h; both signed.
        _h4 = ((sbyte)second[3] * 16) + (second[4] & 0x0F);
        _h5 = ((sbyte)second[5] * 16) + (second[4] >> 4);
        _h6 = (sbyte)second[6];
    }

    /// <summary>Fine temperature of a raw temperature (20 bits): 5120 a degree.</summary>
    public double Fine(int raw)
    {
        var coarse = (raw / 16_384.0) - (_t1 / 1_024.0);
        var square = (raw / 131_072.0) - (_t1 / 8_192.0);
        return (coarse * _t2) + (square * square * _t3);
    }

    /// <summary>Temperature, Cel.</summary>
    public static double TemperatureCel(double fine) => fine / 5_120.0;

    /// <summary>Pressure of a raw pressure (20 bits), Pa; NaN when the numbers cannot be a chip's.</summary>
    public double PressurePa(int raw, double fine)
    {
        var t = (fine / 2.0) - 64_000.0;
        var offset = ((t * t * _p[6] / 32_768.0) + (t * _p[5] * 2.0)) / 4.0;
        offset += _p[4] * 65_536.0;
        var gain = ((_p[3] * t * t / 524_288.0) + (_p[2] * t)) / 524_288.0;
        gain = (1.0 + (gain / 32_768.0)) * _p[1];
        if (gain == 0)
        {
            return double.NaN;
        }

        var p = (1_048_576.0 - raw - (offset / 4_096.0)) * 6_250.0 / gain;
        return p + (((_p[9] * p * p / 2_147_483_648.0) + (p * _p[8] / 32_768.0) + _p[7]) / 16.0);
    }

    /// <summary>Relative humidity of a raw humidity (16 bits), %, cut to 0..100 as the datasheet has it.</summary>
    public double HumidityPercent(int raw, double fine)
    {
        var t = fine - 76_800.0;
        var linear = raw - ((_h4 * 64.0) + (_h5 / 16_384.0 * t));
        var slope = _h2 / 65_536.0 * (1.0 + (_h6 / 67_108_864.0 * t * (1.0 + (_h3 / 67_108_864.0 * t))));
        var humidity = linear * slope;
        return Math.Clamp(humidity * (1.0 - (_h1 * humidity / 524_288.0)), 0, 100);
    }
}
