using EdgeAgent.Core.Points;

namespace EdgeAgent.Core.Sensing.Polling;

/// <summary>A device's circuit breaker: three failed exchanges in a row open it, then the device is probed ever more seldom until it answers.</summary>
internal sealed class DeviceBreaker(PollDevice plan, int index, PollJob? first)
{
    /// <summary>Failed exchanges in a row after which a device counts as lost.</summary>
    public const int FailuresToLose = 3;

    private const long FirstProbeNs = 5_000_000_000;
    private const long LastProbeNs = 60_000_000_000;

    private long _probeAfterNs;

    public PollDevice Plan => plan;

    /// <summary>Index in the site's table.</summary>
    public int Index => index;

    public int Failures { get; private set; }

    public bool IsLost { get; private set; }

    public Quality Reason { get; private set; }

    public long LastGoodNs { get; private set; }

    public long NextProbeNs { get; private set; }

    public PollJob? ProbeJob => first is { IsSplit: true } ? first.Parts[0] : first;

    /// <summary>Counts an answer; true when the device was lost and is back.</summary>
    public bool Answered(long nowNs)
    {
        LastGoodNs = nowNs;
        Failures = 0;
        var back = IsLost;
        IsLost = false;
        return back;
    }

    /// <summary>Counts a failed exchange; true when the device is lost by it.</summary>
    public bool Failed(Quality quality, long nowNs)
    {
        if (IsLost)
        {
            _probeAfterNs = Math.Min(_probeAfterNs * 2, LastProbeNs);
            NextProbeNs = nowNs + _probeAfterNs;
            return false;
        }

        Failures++;
        if (Failures < FailuresToLose)
        {
            return false;
        }

        IsLost = true;
        Reason = quality;
        _probeAfterNs = FirstProbeNs;
        NextProbeNs = nowNs + FirstProbeNs;
        return true;
    }

    /// <summary>Probes at the next occasion: the port is new.</summary>
    public void ProbeNow(long nowNs)
    {
        _probeAfterNs = FirstProbeNs / 2;
        NextProbeNs = nowNs;
    }
}
