using System.Buffers.Binary;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing.Sampling;

namespace EdgeAgent.Sensors.I2c;

/// <summary>
/// Sensirion SHT3x and SHT4x: temperature and humidity, one measurement at high repeatability a reading. T = -45 + 175 S / 65535 for both; RH = 100 S / 65535 (SHT3x-DIS
/// datasheet, version 7, 4.13) or -6 + 125 S / 65535, cut to 0..100 (SHT4x datasheet, version 7, 4.6). Each word has a check sum.
/// </summary>
internal sealed class ShtChip(ChipPlan plan, II2cBus bus, bool isSht4x) : I2cChip(plan, bus, Channels)
{
    /// <summary>What it measures, with the ranges of both datasheets.</summary>
    public static readonly ChannelInfo[] Channels = [new("temperature", "Cel", -45, 130), new("humidity", "%", 0, 100)];

    private const double Full = 65_535;

    // SHT3x table 4: 15.5 ms at most at low supply; SHT4x table 2: 8.3 ms.
    private const int Sht3xMs = 16;
    private const int Sht4xMs = 9;
    private const int WordBytes = 3;

    private static readonly byte[] Sht3xCommand = [0x24, 0x00];
    private static readonly byte[] Sht4xCommand = [0xFD];

    protected override (Quality Quality, int Errno) Measure(Span<Sample> samples)
    {
        var errno = Bus.Write(Address, isSht4x ? Sht4xCommand : Sht3xCommand);
        if (errno != 0)
        {
            return Ended(errno);
        }

        Bus.Wait(isSht4x ? Sht4xMs : Sht3xMs);
        Span<byte> answer = stackalloc byte[2 * WordBytes];
        errno = Bus.Read(Address, answer);
        if (errno != 0)
        {
            return Ended(errno);
        }

        if (!IsSound(answer[..WordBytes]) || !IsSound(answer[WordBytes..]))
        {
            return (Quality.Crc, 0);
        }

        samples[0] = Of(0, -45 + (175 * BinaryPrimitives.ReadUInt16BigEndian(answer) / Full));
        var humidity = BinaryPrimitives.ReadUInt16BigEndian(answer[WordBytes..]) / Full;
        samples[1] = Of(1, isSht4x ? Math.Clamp(-6 + (125 * humidity), 0, 100) : 100 * humidity);
        return (Quality.Good, 0);
    }

    private static bool IsSound(ReadOnlySpan<byte> word) => SensirionCrc.Of(word[..2]) == word[2];
}
