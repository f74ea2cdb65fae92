using System.Buffers.Binary;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing.Sampling;
using EdgeAgent.Sensors.I2c;

namespace EdgeAgent.Tests.I2c;

public sealed class Bme280Tests
{
    // BMP280 datasheet BST-BMP280-DS001, 3.12: temperature and pressure are compensated alike.
    private static readonly int[] Example = [27504, 26435, -1000, 36477, -10685, 3024, 2855, 140, -7, 15500, -14600, 6000];

    [Fact]
    public void Temperature_and_pressure_are_those_of_the_datasheets_example()
    {
        var calibration = new Bme280Calibration(First(75), Second(362, 0, 313, 50, 30));
        var fine = calibration.Fine(519_888);
        Assert.Equal(128_422, fine, 1.0);
        Assert.Equal(25.08, Bme280Calibration.TemperatureCel(fine), 0.005);
        Assert.Equal(100_653.27, calibration.PressurePa(415_148, fine), 0.05);
    }

    [Fact]
    public void Humidity_agrees_with_whole_number_arithmetic()
    {
        var random = new Random(280);
        for (var i = 0; i < 20_000; i++)
        {
            int h1 = random.Next(60, 100), h2 = random.Next(300, 420), h3 = random.Next(0, 3), h4 = random.Next(-100, 400), h5 = random.Next(-100, 100), h6 = random.Next(-40, 40);
            var calibration = new Bme280Calibration(First(h1), Second(h2, h3, h4, h5, h6));
            var fine = calibration.Fine(random.Next(400_000, 600_000));
            var raw = random.Next(15_000, 45_000);
            Assert.Equal(Whole(raw, (int)Math.Round(fine), h1, h2, h3, h4, h5, h6), calibration.HumidityPercent(raw, fine), 0.1);
        }
    }

    [Fact]
    public void The_chip_is_known_by_its_number_and_measured_when_forced()
    {
        var bus = new FakeBus();
        var chip = ChipKind.All.First(c => c.Name == "bme280").Create(new ChipPlan("air", 0x76, 1_000, [new ChipPoint(0, 1, 0), new ChipPoint(1, 1, 0), new ChipPoint(2, 1, 0)]), bus);
        var samples = new Sample[3];
        bus.Registers[0xD0] = 0x58;
        Assert.Equal(Quality.Malformed, chip.Read(samples));
        Assert.Contains("another chip", chip.Fault, StringComparison.Ordinal);
        bus.Registers[0xD0] = 0x60;
        First(75).CopyTo(bus.Registers, 0x88);
        Second(362, 0, 313, 50, 30).CopyTo(bus.Registers, 0xE1);
        Raw(415_148, 519_888, 30_000).CopyTo(bus.Registers, 0xF7);
        Assert.Equal(Quality.Good, chip.Read(samples));
        Assert.Equal(25.08, samples[0].Value, 0.005);
        Assert.Equal(1_006.5327, samples[1].Value, 0.001);
        Assert.InRange(samples[2].Value, 20, 80);
        Assert.Equal(["76 F2=01", "76 F4=25"], bus.Written);
        Raw(0x80000, 0x80000, 0x8000).CopyTo(bus.Registers, 0xF7);
        Assert.Equal(Quality.Good, chip.Read(samples));
        Assert.All(samples, s => Assert.Equal(Quality.Invalid, s.Quality));
    }

    private static byte[] First(int h1)
    {
        var bytes = new byte[26];
        for (var i = 0; i < Example.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), (ushort)Example[i]);
        }

        bytes[25] = (byte)h1;
        return bytes;
    }

    private static byte[] Second(int h2, int h3, int h4, int h5, int h6)
    {
        var bytes = new byte[7];
        BinaryPrimitives.WriteInt16LittleEndian(bytes, (short)h2);
        bytes[2] = (byte)h3;
        bytes[3] = (byte)(h4 >> 4);
        bytes[4] = (byte)((h4 & 0x0F) | ((h5 & 0x0F) << 4));
        bytes[5] = (byte)(h5 >> 4);
        bytes[6] = (byte)h6;
        return bytes;
    }

    private static byte[] Raw(int pressure, int temperature, int humidity) =>
    [
        (byte)(pressure >> 12), (byte)(pressure >> 4), (byte)(pressure << 4), (byte)(temperature >> 12), (byte)(temperature >> 4), (byte)(temperature << 4),
        (byte)(humidity >> 8), (byte)humidity,
    ];

    // 4.2.3 in 32-bit whole numbers: a second way to the same result.
    private static double Whole(int raw, int fine, int h1, int h2, int h3, int h4, int h5, int h6)
    {
        var t = fine - 76_800;
        var slope = (((((t * h6) >> 10) * (((t * h3) >> 11) + 32_768)) >> 10) + 2_097_152) * h2;
        var v = (((raw << 14) - (h4 << 20) - (h5 * t) + 16_384) >> 15) * ((slope + 8_192) >> 14);
        v -= (((v >> 15) * (v >> 15)) >> 7) * h1 >> 4;
        return (Math.Clamp(v, 0, 419_430_400) >> 12) / 1_024.0;
    }
}
