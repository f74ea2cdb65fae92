using System.Buffers.Binary;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing.Sampling;

namespace EdgeAgent.Sensors.I2c;

/// <summary>ROHM BH1750FVI: light. One measurement at high resolution a reading, 180 ms at most; lx = count / 1.2 (datasheet, "Measurement sequence example" and "Electrical characteristics").</summary>
internal sealed class Bh1750Chip(ChipPlan plan, II2cBus bus) : I2cChip(plan, bus, Channels)
{
    /// <summary>What it measures; 65535 counts are 54,612.5 lx.</summary>
    public static readonly ChannelInfo[] Channels = [new("illuminance", "lx", 0, 54_612.5)];

    private const double CountsPerLux = 1.2;
    private const int ConversionMs = 180;

    private static readonly byte[] OneTimeHighResolution = [0x20];

    protected override (Quality Quality, int Errno) Measure(Span<Sample> samples)
    {
        var errno = Bus.Write(Address, OneTimeHighResolution);
        if (errno != 0)
        {
            return Ended(errno);
        }

        Bus.Wait(ConversionMs);
        Span<byte> answer = stackalloc byte[2];
        errno = Bus.Read(Address, answer);
        if (errno == 0)
        {
            samples[0] = Of(0, BinaryPrimitives.ReadUInt16BigEndian(answer) / CountsPerLux);
        }

        return Ended(errno);
    }
}
