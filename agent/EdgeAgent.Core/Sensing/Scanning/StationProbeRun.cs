namespace EdgeAgent.Core.Sensing.Scanning;

/// <summary>Listens for stations that speak by themselves; sends nothing.</summary>
public abstract class StationProbeRun : IProbeRun
{
    /// <inheritdoc/>
    public int Left => 0;

    /// <inheritdoc/>
    public long AttemptNs => 0;

    /// <inheritdoc/>
    public string Collision => "";

    /// <inheritdoc/>
    public bool TryNext(ProbeAttempt attempt) => false;

    /// <inheritdoc/>
    public abstract ProbeProgress Take(ReadOnlySpan<byte> bytes, ICollection<ProbeFinding> findings);

    /// <summary>The time to listen is over: what was heard has to do.</summary>
    public virtual void TimedOut(int bytes, ICollection<ProbeFinding> findings)
    {
    }
}
