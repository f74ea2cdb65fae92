using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Sampling;

namespace EdgeAgent.Sensors.Sysfs;

/// <summary>A temperature sensor on a 1-Wire bus; a reading makes the chip measure and takes up to 0.8 s. Belongs to its bus's thread.</summary>
/// <param name="plan">The sensor; its device is its id, `28-...`.</param>
/// <param name="sysfs">Where sysfs is mounted.</param>
/// <param name="master">Its bus, `w1_bus_masterN`.</param>
internal sealed class W1Sampler(SysfsDevice plan, string sysfs, string master) : ISampler
{
    private const int MaxText = 256;

    private readonly string _slave = Path.Combine(sysfs, "bus/w1/devices", master, plan.Device, "w1_slave");
    private readonly string _temperature = Path.Combine(sysfs, "bus/w1/devices", master, plan.Device, "temperature");
    private int _toldErrno = -1;
    private Quality _toldQuality;

    /// <inheritdoc/>
    public string Name => plan.Name;

    /// <inheritdoc/>
    public long IntervalMs => plan.IntervalMs;

    /// <inheritdoc/>
    public int PointCount => plan.Points.Count;

    /// <inheritdoc/>
    public string Fault { get; private set; } = "";

    /// <inheritdoc/>
    public Quality Read(Span<Sample> samples)
    {
        // w1_slave first: it says whether the check sum was right; the newer file alone is what some kernels and chips have.
        Span<byte> text = stackalloc byte[MaxText];
        var count = SysfsFile.Read(_slave, text);
        var sample = count >= 0 ? Ds18b20Text.Slave(text[..count]) : default;
        if (count < 0)
        {
            count = SysfsFile.Read(_temperature, text);
            sample = count >= 0 ? Ds18b20Text.Temperature(text[..count]) : default;
        }

        if (count < 0)
        {
            return Tell(SysfsFile.QualityOf(-count), -count);
        }

        // A wrong check sum is a failed exchange; what the chip tells wrongly is an answer.
        if (sample.Quality is Quality.Crc or Quality.Truncated or Quality.Malformed)
        {
            return Tell(sample.Quality, 0);
        }

        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = sample.Quality == Quality.Good ? Sample.Of((sample.Value * plan.Points[i].Scale) + plan.Points[i].Offset) : sample;
        }

        return Tell(Quality.Good, 0);
    }

    /// <inheritdoc/>
    public WriteOutcome Write(int point, double value) => new(false, Quality.Invalid, double.NaN, "the site file does not let this point be written");

    /// <inheritdoc/>
    public void Stop()
    {
    }

    private Quality Tell(Quality quality, int errno)
    {
        if (quality != _toldQuality || errno != _toldErrno)
        {
            _toldQuality = quality;
            _toldErrno = errno;
            Fault = quality switch
            {
                Quality.Good => "",
                Quality.PortGone => $"{plan.Name}: no sensor {plan.Device} on {master}; is it wired, and the 1-Wire driver loaded?",
                _ => $"{plan.Name} ({plan.Device}): {QualityNames.NameOf(quality)}{(errno != 0 ? ", " + Libc.ErrorText(errno) : "")}",
            };
        }

        return quality;
    }
}
