using EdgeAgent.Core.Points;

namespace EdgeAgent.Core.Sensing.Polling;

/// <summary>
/// One exchange with a device, done again and again: a request or several, and what is read from the replies. A pure state machine; belongs to the driver's thread;
/// nothing is allocated per exchange. Jobs of one set may share their receiver: one exchange runs at a time.
/// </summary>
public abstract class PollJob
{
    /// <summary>Makes a job.</summary>
    /// <param name="device">Index into <see cref="PollSet.Devices"/>.</param>
    /// <param name="points">Its points, by index in the site's table.</param>
    /// <param name="intervalMs">Time between two exchanges, ms, 10..86,400,000.</param>
    protected PollJob(int device, IReadOnlyList<int> points, long intervalMs)
    {
        Device = device;
        Points = points;
        IntervalNs = intervalMs * 1_000_000;
    }

    /// <summary>Index into <see cref="PollSet.Devices"/>.</summary>
    public int Device { get; }

    /// <summary>Its points, by index in the site's table: what fails for all of them is told for each.</summary>
    public IReadOnlyList<int> Points { get; }

    /// <summary>Time between two exchanges, ns.</summary>
    public long IntervalNs { get; }

    /// <summary>Whether it goes before others.</summary>
    public PollPriority Priority { get; init; } = PollPriority.Normal;

    /// <summary>Jobs to do instead from the first refusal on (<see cref="IsRefused"/>); empty when there is nothing smaller.</summary>
    public IReadOnlyList<PollJob> Parts { get; init; } = [];

    /// <summary>Longest reply to the request written last, bytes: with the request's it sets how long to wait.</summary>
    public abstract int ReplyLength { get; }

    /// <summary>How the exchange ended, once <see cref="Take"/> has answered <see cref="PollProgress.Ended"/>.</summary>
    public abstract Quality Outcome { get; }

    /// <summary>True when something like the reply has come that is no good: nothing better is likely to follow.</summary>
    public abstract bool HasBadFrame { get; }

    /// <summary>Bytes since the last request that belonged neither to the reply nor to an expected echo.</summary>
    public abstract int Strays { get; }

    /// <summary>Of an outcome <see cref="Quality.Exception"/>: true when the device itself answered, and not a gateway before it.</summary>
    public virtual bool DeviceAnswered => true;

    /// <summary>Of an outcome <see cref="Quality.Exception"/>: true when asking the same again may end better.</summary>
    public virtual bool MayRetry => false;

    /// <summary>Of an outcome <see cref="Quality.Exception"/>: true when the device refuses to be asked for all of this at once.</summary>
    public virtual bool IsRefused => false;

    internal int Set { get; set; }

    internal int Number { get; set; }

    internal long PhaseNs { get; private set; }

    internal long DueNs { get; set; }

    internal bool IsSplit { get; set; }

    /// <summary>Starts an attempt: forgets the one before, writes the first request into <paramref name="frame"/> (1,024 bytes) and answers its length.</summary>
    public abstract int Begin(Span<byte> frame);

    /// <summary>Writes the next request of the exchange after <see cref="PollProgress.Next"/>; answers its length.</summary>
    public virtual int Continue(Span<byte> frame) => throw new InvalidOperationException($"{GetType().Name} has one request alone");

    /// <summary>Takes bytes of any number of frames or parts of them. Never throws on any bytes.</summary>
    public abstract PollProgress Take(ReadOnlySpan<byte> bytes);

    /// <summary>What to call the exchange when its time is over.</summary>
    public abstract Quality AtTimeout();

    /// <summary>Adds the readings of a good exchange, one for each of <see cref="Points"/>.</summary>
    public abstract void Deliver(long nowNs, List<Reading> readings);

    internal void SetPhase(string device) => PhaseNs = PollPhase.Of(device, IntervalNs);

    // The first moment after `ns` that is the phase and whole intervals from the clock's zero.
    internal long SlotAfter(long ns) => PollPhase.SlotAfter(ns, PhaseNs, IntervalNs);
}
