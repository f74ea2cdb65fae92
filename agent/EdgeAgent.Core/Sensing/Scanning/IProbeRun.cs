namespace EdgeAgent.Core.Sensing.Scanning;

/// <summary>
/// One search of one protocol at one setting of the line, as a pure state machine: no I/O, no timer, no clock. One thread. A listener makes no attempts and only takes bytes.
/// </summary>
public interface IProbeRun
{
    /// <summary>Attempts that are still to come, as far as is known now.</summary>
    int Left { get; }

    /// <summary>Time that an attempt takes when nothing answers, ns, without the time of its bytes on the wire.</summary>
    long AttemptNs { get; }

    /// <summary>Several devices answered at once, and this could not be resolved: what to tell people; empty else.</summary>
    string Collision { get; }

    /// <summary>Writes the next request; false when the search is done.</summary>
    bool TryNext(ProbeAttempt attempt);

    /// <summary>Takes bytes that came since the request (an echo is taken off), in any pieces. Never throws on any bytes.</summary>
    ProbeProgress Take(ReadOnlySpan<byte> bytes, ICollection<ProbeFinding> findings);

    /// <summary>The time for an answer is over; <paramref name="bytes"/> tells how many came that belong to no sound frame.</summary>
    void TimedOut(int bytes, ICollection<ProbeFinding> findings);
}
