using System.Buffers.Binary;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Sampling;
using EdgeAgent.Sensors.I2c;

namespace EdgeAgent.Tests.I2c;

/// <summary>Chips on bytes made by the datasheets' formulas and examples.</summary>
public sealed class ChipTests
{
    private readonly FakeBus _bus = new();

    [Fact]
    public void The_check_sum_is_that_of_the_SHT3x_datasheet() => Assert.Equal(0x92, SensirionCrc.Of([0xBE, 0xEF]));

    [Theory]
    [InlineData("sht3x", 0x6666, 0x8000, 25.0, 50.0, "44 2400", 16)]
    [InlineData("sht4x", 0x6666, 0x8000, 25.0, 56.5, "44 FD", 9)]
    [InlineData("sht4x", 0x6666, 0x0000, 25.0, 0.0, "44 FD", 9)]
    [InlineData("sht4x", 0x6666, 0xFFFF, 25.0, 100.0, "44 FD", 9)]
    [InlineData("sht3x", 0x0000, 0xFFFF, -45.0, 100.0, "44 2400", 16)]
    [InlineData("sht3x", 0xFFFF, 0x0000, 130.0, 0.0, "44 2400", 16)]
    public void SHT_measures(string chip, int temperature, int humidity, double cel, double percent, string command, int waitMs)
    {
        _bus.Answers.Enqueue(ShtAnswer(temperature, humidity));
        var samples = Read(Make(chip, 2), Quality.Good);
        Assert.Equal(cel, samples[0].Value, 0.01);
        Assert.Equal(percent, samples[1].Value, 0.01);
        Assert.Equal([command], _bus.Written);
        Assert.Equal(waitMs, _bus.WaitedMs);
    }

    [Fact]
    public void Any_wrong_bit_of_an_SHT_answer_is_told()
    {
        for (var bit = 0; bit < 48; bit++)
        {
            var answer = ShtAnswer(0x1234, 0xBEEF);
            answer[bit / 8] ^= (byte)(1 << (bit % 8));
            _bus.Answers.Clear();
            _bus.Answers.Enqueue(answer);
            var chip = Make("sht3x", 2);
            Read(chip, Quality.Crc);
            Assert.Contains("wrong check sum", chip.Fault, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void BH1750_measures_as_its_datasheets_example()
    {
        // "Measurement sequence example": 83h 90h are 28067 lx.
        _bus.Answers.Enqueue([0x83, 0x90]);
        Assert.Equal(28_067, Read(Make("bh1750", 1), Quality.Good)[0].Value, 0.5);
        Assert.Equal(["23 20"], _bus.Written);
        Assert.True(_bus.WaitedMs >= 180);
    }

    [Fact]
    public void INA219_measures_as_its_datasheets_example()
    {
        // SBOS448G 8.5.1 and figure 27: shunt 2 mOhm, 20 mV (07D0h) are 10 A; 11.98 V on the bus (5D98h) are 119.8 W.
        Word(1, 0x07D0);
        Word(2, 0x5D98);
        var chip = Make("ina219", 3, p => p with { ShuntOhm = 0.002 });
        var samples = Read(chip, Quality.Good);
        Assert.Equal([11.98, 10, 119.8], samples.Select(s => Math.Round(s.Value, 6)));
        Read(chip, Quality.Good);
        Assert.Equal(["40 00=399F"], _bus.Written);
    }

    [Theory]
    [InlineData(0x8300, Quality.Invalid, double.NaN)]
    [InlineData(0x7D00, Quality.Invalid, double.NaN)]
    [InlineData(0x8301, Quality.Good, -0.31999)]
    public void INA219_tells_a_negative_current_and_the_end_of_its_range(int raw, Quality quality, double volts)
    {
        // Figure 20: -320 mV is 8300h, the end of the range.
        Word(1, (ushort)raw);
        var sample = Read(Make("ina219", 3, p => p with { ShuntOhm = 1 }), Quality.Good)[1];
        Assert.Equal(quality, sample.Quality);
        if (sample.Quality == Quality.Good)
        {
            Assert.Equal(volts, sample.Value, 9);
        }
    }

    [Fact]
    public void ADS1115_converts_the_channels_that_are_wanted()
    {
        Word(0, 0x4000);
        var plan = new ChipPlan("adc", 0x48, 1_000, [new ChipPoint(4, 100, -40), new ChipPoint(0, 1, 0)]) { FullScaleV = 4.096 };
        var samples = Read(Kind("ads1115").Create(plan, _bus), Quality.Good);
        Assert.Equal([164.8, 2.048], samples.Select(s => Math.Round(s.Value, 9)));
        Assert.Equal(["48 01=8383", "48 01=C383"], _bus.Written);
    }

    [Theory]
    [InlineData(0x7FFF)]
    [InlineData(0x8000)]
    public void ADS1115_at_the_end_of_its_range_is_no_reading(int raw)
    {
        Word(0, (ushort)raw);
        Assert.Equal(Quality.Invalid, Read(Make("ads1115", 1), Quality.Good)[0].Quality);
    }

    [Fact]
    public void PCF8574_reads_and_drives_and_ends_fail_safe()
    {
        var plan = new ChipPlan("relays", 0x20, 1_000, [new ChipPoint(0, 1, 0), new ChipPoint(7, 1, 0, Output: true, FailSafe: 0)]);
        var chip = Kind("pcf8574").Create(plan, _bus);
        _bus.Pulled = 0x01;
        Assert.Equal([0, 0], Read(chip, Quality.Good).Select(s => s.Value));
        Assert.Equal(0x7F, _bus.Port);
        Assert.Equal(new WriteOutcome(true, Quality.Good, 1, ""), chip.Write(1, 1));
        Assert.Equal(0xFF, _bus.Port);
        _bus.Pulled = 0x81;
        Assert.False(chip.Write(1, 1).Confirmed);
        Assert.Equal(Quality.Invalid, chip.Write(1, 2).Quality);
        Assert.Equal(Quality.Invalid, chip.Write(0, 1).Quality);
        chip.Stop();
        Assert.Equal(0x7F, _bus.Port);
        _bus.Errno = I2cNative.NoDeviceOrAddress;
        Read(chip, Quality.Timeout);
        _bus.Errno = 0;
        _bus.Port = 0xFF;
        Read(chip, Quality.Good);
        Assert.Equal(0x7F, _bus.Port);
    }

    [Theory]
    [InlineData(I2cNative.NoDeviceOrAddress, Quality.Timeout, "no answer")]
    [InlineData(I2cNative.RemoteInputOutput, Quality.Timeout, "no answer")]
    [InlineData(I2cNative.Busy, Quality.Exception, "a kernel driver has the chip")]
    [InlineData(I2cNative.NoDevice, Quality.PortGone, "No such device")]
    public void What_a_transfer_failed_with_is_told(int errno, Quality quality, string fault)
    {
        _bus.Errno = errno;
        foreach (var kind in ChipKind.All)
        {
            _bus.Answers.Enqueue(new byte[6]);
            var chip = Make(kind.Name, 1);
            Read(chip, quality);
            Assert.Contains(fault, chip.Fault, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_bus_that_is_not_there_is_told()
    {
        _bus.OpenErrno = I2cNative.NoEntry;
        var chip = Make("bh1750", 1);
        Read(chip, Quality.PortGone);
        Assert.Contains("the bus is not there", chip.Fault, StringComparison.Ordinal);
    }

    private static byte[] ShtAnswer(int temperature, int humidity)
    {
        var answer = new byte[6];
        BinaryPrimitives.WriteUInt16BigEndian(answer, (ushort)temperature);
        answer[2] = SensirionCrc.Of(answer.AsSpan(0, 2));
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(3), (ushort)humidity);
        answer[5] = SensirionCrc.Of(answer.AsSpan(3, 2));
        return answer;
    }

    private static ChipKind Kind(string name) => ChipKind.All.First(c => c.Name == name);

    private void Word(byte register, ushort value) => BinaryPrimitives.WriteUInt16BigEndian(_bus.Registers.AsSpan(2 * register), value);

    private I2cChip Make(string name, int channels, Func<ChipPlan, ChipPlan>? change = null)
    {
        var kind = Kind(name);
        var plan = new ChipPlan(name, kind.Ranges[0].First, 1_000, [.. Enumerable.Range(0, channels).Select(c => new ChipPoint(c, 1, 0))]);
        return kind.Create(change?.Invoke(plan) ?? plan, _bus);
    }

    private static Sample[] Read(I2cChip chip, Quality expected)
    {
        var samples = new Sample[chip.PointCount];
        Assert.Equal(expected, chip.Read(samples));
        return samples;
    }
}
