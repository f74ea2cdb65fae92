using System.Globalization;
using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Sampling;

namespace EdgeAgent.Sensors.I2c;

/// <summary>A chip on a bus: what all have in common. Belongs to the bus's thread.</summary>
/// <param name="plan">The chip in the site file.</param>
/// <param name="bus">Its bus.</param>
/// <param name="channels">What it measures.</param>
internal abstract class I2cChip(ChipPlan plan, II2cBus bus, IReadOnlyList<ChannelInfo> channels) : ISampler
{
    private readonly Sample[] _channels = new Sample[channels.Count];
    private readonly bool[] _wanted = Wanted(plan, channels.Count);
    private int _toldErrno;
    private Quality _toldQuality;

    /// <inheritdoc/>
    public string Name => plan.Name;

    /// <inheritdoc/>
    public long IntervalMs => plan.IntervalMs;

    /// <inheritdoc/>
    public int PointCount => plan.Points.Count;

    /// <inheritdoc/>
    public string Fault { get; private set; } = "";

    protected ChipPlan Plan => plan;

    protected II2cBus Bus => bus;

    protected byte Address => plan.Address;

    /// <inheritdoc/>
    public Quality Read(Span<Sample> samples)
    {
        var errno = bus.Open();
        if (errno != 0)
        {
            return Tell(Quality.PortGone, errno);
        }

        Quality quality;
        try
        {
            (quality, errno) = Measure(_channels);
        }
        finally
        {
            bus.Close();
        }

        if (quality != Quality.Good)
        {
            return Tell(quality, errno);
        }

        _ = Tell(Quality.Good, 0);
        for (var i = 0; i < samples.Length; i++)
        {
            var point = plan.Points[i];
            var sample = _channels[point.Channel];
            samples[i] = sample.Quality == Quality.Good ? Sample.Of((sample.Value * point.Scale) + point.Offset) : sample;
        }

        return Quality.Good;
    }

    /// <inheritdoc/>
    public virtual WriteOutcome Write(int point, double value) => new(false, Quality.Invalid, double.NaN, "the site file does not let this point be written");

    /// <inheritdoc/>
    public virtual void Stop()
    {
    }

    /// <summary>Measures once, into a sample a channel; channels that no point wants may be left. What ended it, and the errno of it.</summary>
    protected abstract (Quality Quality, int Errno) Measure(Span<Sample> samples);

    /// <summary>True when a point has this channel.</summary>
    protected bool Wants(int channel) => _wanted[channel];

    /// <summary>A channel's value, checked against the datasheet's range.</summary>
    protected Sample Of(int channel, double value) => Sample.Within(value, channels[channel].Min, channels[channel].Max);

    /// <summary>What an errno of a transfer means: no acknowledgement is silence, all else is the bus.</summary>
    protected static (Quality Quality, int Errno) Ended(int errno) => errno switch
    {
        0 => (Quality.Good, 0),
        I2cNative.NoDeviceOrAddress or I2cNative.RemoteInputOutput or I2cNative.TimedOut or I2cNative.InputOutput => (Quality.Timeout, errno),
        I2cNative.Busy or I2cNative.NotSupported => (Quality.Exception, errno),
        _ => (Quality.PortGone, errno),
    };

    private static bool[] Wanted(ChipPlan plan, int channels)
    {
        var wanted = new bool[channels];
        foreach (var point in plan.Points)
        {
            wanted[point.Channel] = true;
        }

        return wanted;
    }

    private Quality Tell(Quality quality, int errno)
    {
        if (quality != _toldQuality || errno != _toldErrno)
        {
            _toldQuality = quality;
            _toldErrno = errno;
            Fault = quality == Quality.Good ? "" : string.Create(CultureInfo.InvariantCulture, $"{plan.Name} at 0x{plan.Address:x2}: {Meaning(quality, errno)}");
        }

        return quality;
    }

    private static string Meaning(Quality quality, int errno) => (quality, errno) switch
    {
        (Quality.Crc, _) => "an answer with a wrong check sum",
        (Quality.Malformed, _) => "another chip answers at this address",
        (Quality.Timeout, 0) => "the conversion does not end",
        (Quality.PortGone, I2cNative.NoEntry) => "the bus is not there; is I2C switched on and the profile right?",
        (Quality.PortGone, I2cNative.AccessDenied or I2cNative.NotPermitted) => "no permission to open the bus; add the agent's user to the group that owns it (often i2c)",
        (_, I2cNative.Busy) => "a kernel driver has the chip; read it as hwmon or iio",
        (_, I2cNative.NotSupported) => "the bus cannot do this transfer",
        (Quality.Timeout, _) => $"no answer: {Libc.ErrorText(errno)}",
        _ => Libc.ErrorText(errno),
    };
}
