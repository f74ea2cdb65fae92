using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing.Sampling;

namespace EdgeAgent.Sensors.I2c;

/// <summary>
/// Bosch BME280: temperature, pressure, humidity (BST-BME280-DS002). One forced measurement a reading with each quantity sampled once, the datasheet's "weather monitoring"
/// (3.5.1), 9.3 ms at most (9.1).
/// </summary>
internal sealed class Bme280Chip(ChipPlan plan, II2cBus bus) : I2cChip(plan, bus, Channels)
{
    /// <summary>What it measures, with the datasheet's ranges (table 1).</summary>
    public static readonly ChannelInfo[] Channels = [new("temperature", "Cel", -40, 85), new("pressure", "hPa", 300, 1_100), new("humidity", "%", 0, 100)];

    private const byte IdRegister = 0xD0;
    private const byte Id = 0x60;
    private const byte FirstCalibration = 0x88;
    private const byte SecondCalibration = 0xE1;
    private const byte HumidityControl = 0xF2;
    private const byte MeasureControl = 0xF4;
    private const byte DataRegister = 0xF7;
    private const byte SampleOnce = 0x01;

    // Temperature and pressure once, forced mode.
    private const byte ForcedOnce = 0x25;
    private const int ConversionMs = 10;
    private const int NotMeasured20 = 0x80000;
    private const int NotMeasured16 = 0x8000;

    private Bme280Calibration? _calibration;

    protected override (Quality Quality, int Errno) Measure(Span<Sample> samples)
    {
        var (quality, errno) = Calibrate();
        if (quality != Quality.Good)
        {
            return (quality, errno);
        }

        errno = Bus.WriteRegister(Address, HumidityControl, SampleOnce);
        errno = errno != 0 ? errno : Bus.WriteRegister(Address, MeasureControl, ForcedOnce);
        Bus.Wait(ConversionMs);
        Span<byte> data = stackalloc byte[8];
        errno = errno != 0 ? errno : Bus.ReadBlock(Address, DataRegister, data);
        if (errno != 0)
        {
            _calibration = null;
            return Ended(errno);
        }

        Take(data, samples);
        return (Quality.Good, 0);
    }

    private void Take(ReadOnlySpan<byte> data, Span<Sample> samples)
    {
        var pressure = Twenty(data);
        var temperature = Twenty(data[3..]);
        var humidity = (data[6] << 8) | data[7];
        if (temperature == NotMeasured20)
        {
            samples.Fill(Sample.Bad(Quality.Invalid));
            return;
        }

        var fine = _calibration!.Fine(temperature);
        samples[0] = Of(0, Bme280Calibration.TemperatureCel(fine));
        samples[1] = pressure == NotMeasured20 ? Sample.Bad(Quality.Invalid) : Of(1, _calibration.PressurePa(pressure, fine) / 100);
        samples[2] = humidity == NotMeasured16 ? Sample.Bad(Quality.Invalid) : Of(2, _calibration.HumidityPercent(humidity, fine));
    }

    // Read again after every loss: another chip may hang there now.
    private (Quality Quality, int Errno) Calibrate()
    {
        if (_calibration is not null)
        {
            return (Quality.Good, 0);
        }

        Span<byte> id = stackalloc byte[1];
        Span<byte> first = stackalloc byte[Bme280Calibration.FirstBytes];
        Span<byte> second = stackalloc byte[Bme280Calibration.SecondBytes];
        var errno = Bus.ReadBlock(Address, IdRegister, id);
        if (errno == 0 && id[0] != Id)
        {
            return (Quality.Malformed, 0);
        }

        errno = errno != 0 ? errno : Bus.ReadBlock(Address, FirstCalibration, first);
        errno = errno != 0 ? errno : Bus.ReadBlock(Address, SecondCalibration, second);
        if (errno == 0)
        {
            _calibration = new Bme280Calibration(first, second);
        }

        return Ended(errno);
    }

    private static int Twenty(ReadOnlySpan<byte> data) => (data[0] << 12) | (data[1] << 4) | (data[2] >> 4);
}
