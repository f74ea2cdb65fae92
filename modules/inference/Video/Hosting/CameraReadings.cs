using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Inference.Video.Cameras;
using EdgeAgent.Inference.Video.Infer;

namespace EdgeAgent.Inference.Video.Hosting;

/// <summary>
/// Turns what a module's process tells of a camera into readings, one a second for each point, and says so when it tells nothing. Counters go on over a new process. Pure: time comes in. Not
/// thread-safe.
/// </summary>
public sealed class CameraReadings
{
    /// <summary>A camera without a good second for so long is lost, ns.</summary>
    public const long LostNs = 10_000_000_000;

    private const long SecondNs = CameraKind.PollMs * 1_000_000;
    private const long SilentNs = 1_600_000_000;
    private const long MostSilentNs = 60_000_000_000;
    private const double MostValue = 1e15;

    private readonly IReadOnlyList<CameraPoint> _points;
    private readonly int _pointBase;
    private readonly int _device;
    private readonly double[] _before;
    private readonly double[] _last;
    private bool _hasProcess;
    private long _heardNs;
    private long _goodNs;
    private long _badSinceNs;
    private Quality _reason = Quality.NotPolled;

    /// <summary>Readings of a camera.</summary>
    /// <param name="plan">The camera.</param>
    /// <param name="pointBase">Index of its first point in the site.</param>
    /// <param name="device">Index of the camera among the site's devices.</param>
    public CameraReadings(CameraPlan plan, int pointBase, int device)
    {
        _points = new CameraPoints(plan).All;
        (_pointBase, _device) = (pointBase, device);
        (_before, _last) = (new double[_points.Count], new double[_points.Count]);
    }

    /// <summary>True while it is lost.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Another process begins: its counters begin at 0, and what the one before had seen but not told is lost, which a reading says.</summary>
    /// <param name="nowNs">Now, CLOCK_BOOTTIME ns.</param>
    /// <param name="readings">Takes readings.</param>
    public void BeginProcess(long nowNs, List<Reading> readings)
    {
        if (_hasProcess)
        {
            AddBad(nowNs, readings);
        }

        _hasProcess = true;
        for (var i = 0; i < _points.Count; i++)
        {
            _before[i] += _points[i].Kind == PointKind.Counter ? _last[i] : 0;
            _last[i] = 0;
        }
    }

    /// <summary>Takes what is told of the camera; false for what cannot be: the module's process is broken then.</summary>
    /// <param name="report">What is told.</param>
    /// <param name="nowNs">Now, CLOCK_BOOTTIME ns.</param>
    /// <param name="readings">Takes readings.</param>
    /// <param name="changes">Takes the camera lost or back.</param>
    public bool Step(CameraReport report, long nowNs, List<Reading> readings, List<DeviceChange> changes)
    {
        if (report.Values.Count != _points.Count || report.MonoNs < 0 || report.MonoNs > nowNs || !IsSound(report.Values))
        {
            return false;
        }

        if (!report.IsExtra && report.MonoNs <= _heardNs)
        {
            // It was so long under way that its second was told as silent already: none is told twice.
            TakeCounters(report.Values);
            return true;
        }

        _heardNs = report.IsExtra ? _heardNs : report.MonoNs;
        var isGood = report.Quality == Quality.Good;
        for (var i = 0; i < _points.Count; i++)
        {
            // What comes between two seconds is told for the sake of the event alone.
            if (!report.IsExtra || (isGood && _points[i].Rule.Length > 0))
            {
                readings.Add(new Reading(_pointBase + i, report.Quality, isGood ? _before[i] + report.Values[i] : double.NaN, report.MonoNs));
            }
        }

        TakeCounters(report.Values);
        if (!report.IsExtra)
        {
            Judge(report.Quality, report.MonoNs, changes);
        }

        return true;
    }

    /// <summary>Looks whether a second is over in which nothing was told.</summary>
    /// <param name="nowNs">Now, CLOCK_BOOTTIME ns.</param>
    /// <param name="readings">Takes readings.</param>
    /// <param name="changes">Takes the camera lost.</param>
    public void Step(long nowNs, List<Reading> readings, List<DeviceChange> changes)
    {
        // Of a longer standstill, as when the gateway slept, the last minute alone is told.
        _heardNs = _heardNs == 0 ? nowNs : Math.Max(_heardNs, nowNs - MostSilentNs);
        while (nowNs - _heardNs >= SilentNs)
        {
            _heardNs += SecondNs;
            AddBad(_heardNs, readings);
            Judge(Quality.Exception, _heardNs, changes);
        }
    }

    private void TakeCounters(IReadOnlyList<double> values)
    {
        for (var i = 0; i < _last.Length; i++)
        {
            _last[i] = values[i];
        }
    }

    // Counters of one process never fall, nothing is negative, and yes or no is 1 or 0.
    private bool IsSound(IReadOnlyList<double> values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (!(values[i] is >= 0 and <= MostValue) || (_points[i].Kind == PointKind.Counter && values[i] < _last[i]) || (_points[i].Kind == PointKind.Discrete && values[i] is not (0 or 1)))
            {
                return false;
            }
        }

        return true;
    }

    private void AddBad(long ns, List<Reading> readings)
    {
        for (var i = 0; i < _points.Count; i++)
        {
            readings.Add(new Reading(_pointBase + i, Quality.Exception, double.NaN, ns));
        }
    }

    private void Judge(Quality quality, long ns, List<DeviceChange> changes)
    {
        if (quality == Quality.Good)
        {
            (_goodNs, _badSinceNs) = (ns, 0);
            if (IsLost)
            {
                IsLost = false;
                changes.Add(new DeviceChange(_device, Lost: false, Quality.Good, ns, ns));
            }

            return;
        }

        _badSinceNs = _badSinceNs == 0 ? ns : _badSinceNs;
        _reason = quality;
        if (!IsLost && ns - _badSinceNs >= LostNs)
        {
            IsLost = true;
            changes.Add(new DeviceChange(_device, Lost: true, _reason, ns, _goodNs));
        }
    }
}
