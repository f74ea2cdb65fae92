using System.Buffers;

namespace EdgeAgent.Sensors.Sysfs;

/// <summary>Units of the kernel's channels: by the longest of these words that a channel's name begins with.</summary>
/// <param name="Prefix">What the channel's name begins with, before its number.</param>
/// <param name="Unit">UCUM code of the reading; empty for a pure number.</param>
/// <param name="Factor">From the kernel's unit to that.</param>
internal sealed record ChannelUnit(string Prefix, string Unit, double Factor)
{
    private static readonly SearchValues<char> AfterKind = SearchValues.Create("0123456789_-");

    /// <summary>IIO (Documentation/ABI/testing/sysfs-bus-iio): after offset and scale a voltage is in mV, a temperature in thousandths of a degree, and so on.</summary>
    public static readonly ChannelUnit[] Iio =
    [
        new("voltage", "V", 1e-3), new("altvoltage", "V", 1e-3), new("current", "A", 1e-3), new("power", "W", 1e-3), new("energy", "J", 1), new("resistance", "Ohm", 1),
        new("temp", "Cel", 1e-3), new("humidityrelative", "%", 1e-3), new("pressure", "kPa", 1), new("illuminance", "lx", 1), new("distance", "m", 1), new("ph", "[pH]", 1),
        new("accel", "m/s2", 1), new("anglvel", "rad/s", 1), new("angl", "rad", 1), new("incli", "deg", 1), new("magn", "G", 1), new("capacitance", "nF", 1),
        new("concentration", "%", 1), new("electricalconductivity", "S/m", 1), new("velocity", "m/s", 1), new("count", "", 1), new("proximity", "", 1), new("intensity", "", 1),
    ];

    /// <summary>hwmon (Documentation/hwmon/sysfs-interface): thousandths of V, A, degrees and percent; millionths of W and J; turns a minute.</summary>
    public static readonly ChannelUnit[] Hwmon =
    [
        new("in", "V", 1e-3), new("curr", "A", 1e-3), new("power", "W", 1e-6), new("energy", "J", 1e-6), new("temp", "Cel", 1e-3), new("humidity", "%", 1e-3), new("fan", "/min", 1),
        new("pwm", "", 1), new("freq", "Hz", 1),
    ];

    /// <summary>The unit of <paramref name="channel"/>; null when the kernel has no such channels.</summary>
    public static ChannelUnit? Of(ChannelUnit[] units, string channel)
    {
        var word = KindOf(channel);
        return Array.Find(units, u => u.Prefix == word);
    }

    /// <summary>The kind of a channel, which is its name up to its number or modifier: voltage0 is of the kind voltage, accel_x of the kind accel.</summary>
    public static string KindOf(string channel)
    {
        var end = channel.AsSpan().IndexOfAny(AfterKind);
        return end < 0 ? channel : channel[..end];
    }
}
