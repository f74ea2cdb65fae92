using EdgeAgent.Inference.Video.Capture;

namespace EdgeAgent.Inference.Video.Hosting;

/// <summary>
/// Decides when a module's process is started, and when it is killed because it hangs, takes too much memory, or looks at one picture for too long. Pure: facts and time come in. Not
/// thread-safe.
/// </summary>
/// <param name="pace">How long to wait before it is started again.</param>
public sealed class ChildWatch(RetryPace pace)
{
    /// <summary>Signs of life come five times a second; without one for so long it hangs, ms.</summary>
    public const long HungMs = 1_000;

    /// <summary>The same while the kernel says that it wants to run, or waits for the disk: on a machine that is too busy it may just get no turn, ms.</summary>
    public const long StarvedMs = 5_000;

    /// <summary>The same before the first sign of life, ms: a large model is loaded slowly from an SD card.</summary>
    public const long LoadMs = 30_000;

    /// <summary>Beyond the module's own time limit, for it to end the picture by itself, ms.</summary>
    public const long GraceMs = 1_000;

    private long _startedNs;
    private long _nextStartNs;
    private bool _isStarted;

    /// <summary>Most memory, bytes.</summary>
    public long MemoryBytes { get; set; } = long.MaxValue;

    /// <summary>Most time of a picture, ms.</summary>
    public long TimeMs { get; set; } = 3_000;

    /// <summary>What is to be done now.</summary>
    /// <param name="nowNs">Now, CLOCK_BOOTTIME ns.</param>
    /// <param name="facts">How the process stands.</param>
    /// <param name="why">Why it is killed.</param>
    public ChildAsk Step(long nowNs, in ChildFacts facts, out string why)
    {
        why = "";
        if (!facts.IsAlive)
        {
            return StepDead(nowNs);
        }

        why = WhyKill(nowNs, facts);
        return why.Length > 0 ? ChildAsk.Kill : ChildAsk.Nothing;
    }

    /// <summary>It could not even be started.</summary>
    public void TakeFailure(long nowNs) => (_isStarted, _nextStartNs) = (false, nowNs + (pace.Next(0) * 1_000_000));

    private ChildAsk StepDead(long nowNs)
    {
        // Also one that died before it was ever seen alive: else it would be started at every look.
        if (_isStarted)
        {
            _isStarted = false;
            _nextStartNs = nowNs + (pace.Next((nowNs - _startedNs) / 1_000_000) * 1_000_000);
        }

        if (nowNs < _nextStartNs)
        {
            return ChildAsk.Nothing;
        }

        (_startedNs, _isStarted) = (nowNs, true);
        return ChildAsk.Start;
    }

    private string WhyKill(long nowNs, in ChildFacts facts)
    {
        if (facts.ResidentBytes > MemoryBytes)
        {
            return $"it has taken {facts.ResidentBytes >> 20} MiB of memory, its limit is {MemoryBytes >> 20} MiB";
        }

        if (facts.BusyMs > TimeMs + GraceMs)
        {
            return $"one picture has taken {facts.BusyMs} ms, its limit is {TimeMs} ms";
        }

        var patienceMs = facts.LastBeatNs == 0 ? LoadMs : facts.State is 'R' or 'D' ? StarvedMs : HungMs;
        var silentMs = (nowNs - Math.Max(facts.LastBeatNs, _startedNs)) / 1_000_000;
        return silentMs > patienceMs ? $"it gave no sign of life for {silentMs} ms" : "";
    }
}
