using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Core.Sensing.Sampling;

/// <summary>
/// When which device of a source is read: each keeps to its own phase; one that fails three times is lost and tried ever more seldom, from 5 s to 60 s, or each second when
/// it is not there at all, which costs no bus any time. Pure but for what its samplers do: time comes in. Not thread-safe.
/// </summary>
public sealed class SamplingDriver
{
    private const long LookNs = 1_000_000_000;

    private readonly IReadOnlyList<ISampler> _samplers;
    private readonly DeviceBreaker[] _breakers;
    private readonly int[] _pointBases;
    private readonly long[] _dueNs;
    private readonly long[] _phaseNs;
    private readonly long[] _lookNs;
    private readonly Sample[] _samples;
    private bool _begun;
    private int _lost;

    /// <summary>Makes a driver of samplers whose points stand one after the other from <paramref name="pointBase"/>, as their devices do.</summary>
    public SamplingDriver(IReadOnlyList<ISampler> samplers, int pointBase, int deviceBase)
    {
        _samplers = samplers;
        _breakers = new DeviceBreaker[samplers.Count];
        _pointBases = new int[samplers.Count];
        _dueNs = new long[samplers.Count];
        _phaseNs = new long[samplers.Count];
        _lookNs = new long[samplers.Count];
        for (var i = 0; i < samplers.Count; i++)
        {
            _breakers[i] = new DeviceBreaker(new PollDevice(samplers[i].Name, 1_000, 0), deviceBase + i, null);
            _pointBases[i] = pointBase;
            _phaseNs[i] = PollPhase.Of(samplers[i].Name, IntervalNs(i));
            pointBase += samplers[i].PointCount;
        }

        _samples = new Sample[samplers.Count == 0 ? 0 : samplers.Max(s => s.PointCount)];
    }

    /// <summary>Counts; requests are readings of whole devices.</summary>
    public BusStatistics Statistics { get; } = new();

    /// <summary>Why a device is lost, of the first that is; empty when none is.</summary>
    public string Fault { get; private set; } = "";

    /// <summary>True while one device at least is not lost.</summary>
    public bool IsOpen => _lost < _samplers.Count;

    /// <summary>Reads the one device that is due longest. Answers when the next is due, CLOCK_BOOTTIME ns; the past when one is due already.</summary>
    public long Step(long nowNs, List<Reading> readings, List<DeviceChange> changes)
    {
        Begin(nowNs);
        var next = Next();
        if (next >= 0 && WakeNs(next) <= nowNs)
        {
            Read(next, nowNs, readings, changes);
            next = Next();
        }

        return next < 0 ? BusOutput.Never : WakeNs(next);
    }

    /// <summary>Does a write to a point of this source now; false when the point is none of its own.</summary>
    public bool Write(PointWrite write, long nowNs, List<Reading> readings)
    {
        for (var i = _samplers.Count - 1; i >= 0; i--)
        {
            if (write.Point < _pointBases[i] || write.Point >= _pointBases[i] + _samplers[i].PointCount)
            {
                continue;
            }

            var outcome = _samplers[i].Write(write.Point - _pointBases[i], write.Value);
            if (outcome.Quality == Quality.Good && double.IsFinite(outcome.ReadBack))
            {
                readings.Add(new Reading(write.Point, Quality.Good, outcome.ReadBack, nowNs));
            }

            write.End(outcome);
            return true;
        }

        return false;
    }

    /// <summary>Leaves every device as it should be without the agent.</summary>
    public void Stop()
    {
        foreach (var sampler in _samplers)
        {
            sampler.Stop();
        }
    }

    private long IntervalNs(int sampler) => _samplers[sampler].IntervalMs * 1_000_000;

    private void Begin(long nowNs)
    {
        if (!_begun)
        {
            _begun = true;
            Array.Fill(_dueNs, nowNs);
        }
    }

    // A lost device still falls due in its rhythm, to be told as not read, and is really tried when its breaker says so.
    private long WakeNs(int sampler) => _breakers[sampler].IsLost ? Math.Min(_dueNs[sampler], ProbeNs(sampler)) : _dueNs[sampler];

    private long ProbeNs(int sampler) => Math.Min(_breakers[sampler].NextProbeNs, _lookNs[sampler]);

    private int Next()
    {
        var next = -1;
        for (var i = 0; i < _samplers.Count; i++)
        {
            if (next < 0 || WakeNs(i) < WakeNs(next))
            {
                next = i;
            }
        }

        return next;
    }

    private void Read(int index, long nowNs, List<Reading> readings, List<DeviceChange> changes)
    {
        var breaker = _breakers[index];
        var isDue = _dueNs[index] <= nowNs;
        if (isDue)
        {
            _dueNs[index] = PollPhase.SlotAfter(nowNs, _phaseNs[index], IntervalNs(index));
        }

        if (breaker.IsLost && ProbeNs(index) > nowNs)
        {
            Tell(index, Quality.NotPolled, nowNs, readings);
            return;
        }

        var sampler = _samplers[index];
        var samples = _samples.AsSpan(0, sampler.PointCount);
        Statistics.CountRequest(0, breaker.IsLost);
        var quality = sampler.Read(samples);
        Statistics.CountEnd(quality);
        _lookNs[index] = quality == Quality.PortGone ? nowNs + LookNs : BusOutput.Never;
        Judge(index, quality, nowNs, changes);
        if (quality != Quality.Good)
        {
            if (isDue)
            {
                Tell(index, quality, nowNs, readings);
            }

            return;
        }

        for (var i = 0; i < samples.Length; i++)
        {
            readings.Add(new Reading(_pointBases[index] + i, samples[i].Quality, samples[i].Value, nowNs));
        }
    }

    private void Judge(int index, Quality quality, long nowNs, List<DeviceChange> changes)
    {
        var breaker = _breakers[index];
        var sinceNs = breaker.LastGoodNs;
        if (quality == Quality.Good ? breaker.Answered(nowNs) : breaker.Failed(quality, nowNs))
        {
            _lost += breaker.IsLost ? 1 : -1;
            Statistics.SetDevicesLost(_lost);
            changes.Add(new DeviceChange(breaker.Index, breaker.IsLost, breaker.Reason, nowNs, sinceNs));
        }

        Fault = FirstFault();
    }

    private string FirstFault()
    {
        for (var i = 0; i < _samplers.Count; i++)
        {
            if (_breakers[i].IsLost)
            {
                return _samplers[i].Fault;
            }
        }

        return "";
    }

    private void Tell(int index, Quality quality, long nowNs, List<Reading> readings)
    {
        for (var i = 0; i < _samplers[index].PointCount; i++)
        {
            readings.Add(new Reading(_pointBases[index] + i, quality, double.NaN, nowNs));
        }
    }
}
