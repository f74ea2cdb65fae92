using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing.Sampling;

namespace EdgeAgent.Sensors.I2c;

/// <summary>
/// TI ADS1115: four voltages, or two differences (datasheet SBAS444D, 9.6). One conversion at 128 a second for each channel that a point has; the step is the full scale by
/// 32768. A value at the end of the range is no reading.
/// </summary>
internal sealed class Ads1115Chip(ChipPlan plan, II2cBus bus) : I2cChip(plan, bus, Channels)
{
    /// <summary>What it measures: channels in the order of the multiplexer's codes.</summary>
    public static readonly ChannelInfo[] Channels =
    [
        .. new[] { "ain0-ain1", "ain0-ain3", "ain1-ain3", "ain2-ain3", "ain0", "ain1", "ain2", "ain3" }.Select(n => new ChannelInfo(n, "V", -6.144, 6.144)),
    ];

    /// <summary>Full scales in the order of the amplifier's codes, V.</summary>
    public static readonly double[] FullScalesV = [6.144, 4.096, 2.048, 1.024, 0.512, 0.256];

    private const byte ConversionRegister = 0;
    private const byte ConfigurationRegister = 1;
    private const ushort Start = 0x8000;
    private const int MultiplexerShift = 12;
    private const int AmplifierShift = 9;

    // Single shot, 128 samples a second, comparator off.
    private const ushort SingleShot = 0x0183;
    private const double Steps = 32_768;
    private const int ConversionMs = 9;
    private const int MaxLooks = 4;

    protected override (Quality Quality, int Errno) Measure(Span<Sample> samples)
    {
        for (var channel = 0; channel < samples.Length; channel++)
        {
            if (!Wants(channel))
            {
                continue;
            }

            var (quality, errno) = Convert(channel, out var raw);
            if (quality != Quality.Good)
            {
                return (quality, errno);
            }

            samples[channel] = raw is short.MaxValue or short.MinValue ? Sample.Bad(Quality.Invalid) : Of(channel, raw * Plan.FullScaleV / Steps);
        }

        return (Quality.Good, 0);
    }

    private (Quality Quality, int Errno) Convert(int channel, out short raw)
    {
        raw = 0;
        var gain = Array.IndexOf(FullScalesV, Plan.FullScaleV);
        var errno = Bus.WriteWord(Address, ConfigurationRegister, (ushort)(Start | (channel << MultiplexerShift) | (gain << AmplifierShift) | SingleShot));
        for (var look = 0; errno == 0 && look < MaxLooks; look++)
        {
            Bus.Wait(look == 0 ? ConversionMs : 1);
            errno = Bus.ReadWord(Address, ConfigurationRegister, out var state);
            if (errno == 0 && (state & Start) != 0)
            {
                errno = Bus.ReadWord(Address, ConversionRegister, out var word);
                raw = (short)word;
                return Ended(errno);
            }
        }

        return errno == 0 ? (Quality.Timeout, 0) : Ended(errno);
    }
}
