using System.Buffers.Text;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing.Sampling;

namespace EdgeAgent.Sensors.Sysfs;

/// <summary>
/// What the kernel tells of a DS18B20 (Documentation/w1/slaves/w1_therm): `w1_slave` holds the scratchpad twice, `crc=.. YES` or `NO` and `t=` in thousandths of a degree;
/// `temperature` the number alone. 85000 is what the chip holds after power-on and before it has measured; nine zero bytes have a right check sum and are a cable shorted to ground;
/// outside -55..125 (Maxim DS18B20 datasheet) it cannot measure, and -127 and -128 are what others write for "not there". Pure.
/// </summary>
internal static class Ds18b20Text
{
    private const long PowerOn = 85_000;
    private const long Lowest = -55_000;
    private const long Highest = 125_000;

    private static ReadOnlySpan<byte> Shorted => "00 00 00 00 00 00 00 00 00 :"u8;

    /// <summary>Reads `w1_slave`.</summary>
    public static Sample Slave(ReadOnlySpan<byte> text)
    {
        var line = text.IndexOf((byte)'\n');
        if (line < 0)
        {
            return Sample.Bad(Quality.Truncated);
        }

        var first = text[..line];
        if (!first.EndsWith(" YES"u8))
        {
            return Sample.Bad(first.EndsWith(" NO"u8) ? Quality.Crc : Quality.Malformed);
        }

        if (first.StartsWith(Shorted))
        {
            return Sample.Bad(Quality.Invalid);
        }

        var at = text.LastIndexOf(" t="u8);
        return at < line ? Sample.Bad(Quality.Truncated) : Temperature(text[(at + 3)..]);
    }

    /// <summary>Reads `temperature`.</summary>
    public static Sample Temperature(ReadOnlySpan<byte> text)
    {
        if (!Utf8Parser.TryParse(text, out long thousandths, out var used) || !text[used..].Trim("\n\0 "u8).IsEmpty)
        {
            return Sample.Bad(text.IsEmpty ? Quality.Truncated : Quality.Malformed);
        }

        return thousandths == PowerOn ? Sample.Bad(Quality.Invalid) : Sample.Within(thousandths, Lowest, Highest) is { Quality: Quality.Good } good ? good with { Value = good.Value / 1_000 } : Sample.Bad(Quality.Invalid);
    }
}
