using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Sampling;

namespace EdgeAgent.Sensors.Sysfs;

/// <summary>A device of a sysfs class: found by its match, looked for again whenever nothing of it can be read. Belongs to its host's thread.</summary>
internal abstract class SysfsSampler(SysfsDevice plan, string classFolder, string prefix, string match) : ISampler
{
    private string? _folder;
    private int _toldErrno;

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
        if (_folder is null && !Find())
        {
            return Quality.PortGone;
        }

        var worst = 0;
        var answered = false;
        for (var i = 0; i < samples.Length; i++)
        {
            var point = plan.Points[i];
            var errno = Measure(i, out var value);
            answered |= errno == 0;
            worst = errno == 0 ? worst : errno;
            samples[i] = errno == 0 ? Sample.Of((value * point.Factor * point.Scale) + point.Offset) : Sample.Bad(SysfsFile.QualityOf(errno));
        }

        if (answered)
        {
            Fault = "";
            _toldErrno = 0;
            return Quality.Good;
        }

        _folder = null;
        if (worst != _toldErrno)
        {
            _toldErrno = worst;
            Fault = $"{plan.Name} cannot be read: {Libc.ErrorText(worst)}";
        }

        return SysfsFile.QualityOf(worst);
    }

    /// <inheritdoc/>
    public WriteOutcome Write(int point, double value) => new(false, Quality.Invalid, double.NaN, "the site file does not let this point be written");

    /// <inheritdoc/>
    public void Stop()
    {
    }

    /// <summary>The device was found: makes the paths of its files.</summary>
    protected abstract void Take(string folder, IReadOnlyList<ChannelPlan> points);

    /// <summary>Reads a point in the kernel's unit: 0, or an errno.</summary>
    protected abstract int Measure(int point, out double value);

    private bool Find()
    {
        _folder = SysfsMatch.Find(classFolder, prefix, match, out var fault);
        if (_folder is null)
        {
            Fault = $"{plan.Name}: {fault}";
            return false;
        }

        Take(_folder, plan.Points);
        return true;
    }
}
