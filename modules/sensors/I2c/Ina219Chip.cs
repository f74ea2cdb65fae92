using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing.Sampling;

namespace EdgeAgent.Sensors.I2c;

/// <summary>
/// TI INA219: bus voltage, current by a shunt, power (datasheet SBOS448G, 8.6). The shunt's register has 10 uV steps, so the current is its voltage by Ohm's law and no
/// calibration is written; bus voltage has 4 mV steps in bits 15..3. A shunt voltage at the end of the range is no reading.
/// </summary>
internal sealed class Ina219Chip(ChipPlan plan, II2cBus bus) : I2cChip(plan, bus, Channels)
{
    /// <summary>What it measures.</summary>
    public static readonly ChannelInfo[] Channels = [new("voltage", "V", 0, 32), new("current", "A", -100_000, 100_000), new("power", "W", -3_200_000, 3_200_000)];

    private const byte ConfigurationRegister = 0;
    private const byte ShuntRegister = 1;
    private const byte BusRegister = 2;

    // 32 V, +-320 mV, 12 bits, shunt and bus continuously: the chip's state after power-on (8.6.2.1), written once in case another program left it otherwise.
    private const ushort Configuration = 0x399F;
    private const int FirstConversionMs = 3;
    private const double ShuntStepV = 10e-6;
    private const double BusStepV = 4e-3;
    private const short ShuntFull = 32_000;

    private bool _configured;

    protected override (Quality Quality, int Errno) Measure(Span<Sample> samples)
    {
        var errno = Configure();
        ushort shunt = 0;
        ushort busWord = 0;
        errno = errno != 0 ? errno : Bus.ReadWord(Address, ShuntRegister, out shunt);
        errno = errno != 0 ? errno : Bus.ReadWord(Address, BusRegister, out busWord);
        if (errno != 0)
        {
            _configured = false;
            return Ended(errno);
        }

        var volts = (busWord >> 3) * BusStepV;
        samples[0] = Of(0, volts);
        if (Math.Abs((int)(short)shunt) >= ShuntFull)
        {
            samples[1] = Sample.Bad(Quality.Invalid);
            samples[2] = Sample.Bad(Quality.Invalid);
            return (Quality.Good, 0);
        }

        var amperes = (short)shunt * ShuntStepV / Plan.ShuntOhm;
        samples[1] = Of(1, amperes);
        samples[2] = Of(2, volts * amperes);
        return (Quality.Good, 0);
    }

    private int Configure()
    {
        if (_configured)
        {
            return 0;
        }

        var errno = Bus.WriteWord(Address, ConfigurationRegister, Configuration);
        if (errno == 0)
        {
            _configured = true;
            Bus.Wait(FirstConversionMs);
        }

        return errno;
    }
}
