namespace EdgeCtl.Simulate;

/// <summary>How bad a simulated line is.</summary>
/// <param name="TimeoutRate">Share of requests that are left unanswered, 0..1.</param>
/// <param name="CrcErrorRate">Share of replies with one bit turned over on the way, 0..1.</param>
internal readonly record struct LineFaults(double TimeoutRate, double CrcErrorRate);

/// <summary>How fast a simulated line is.</summary>
/// <param name="Baud">Bits a second; 0 answers at once.</param>
/// <param name="TurnaroundNs">Time that a slave thinks before it answers, ns.</param>
internal readonly record struct LineSpeed(int Baud, long TurnaroundNs)
{
    /// <summary>No pacing: an answer leaves as soon as the request is there.</summary>
    public static LineSpeed AtOnce => new(0, 0);

    /// <summary>Time of <paramref name="bytes"/> bytes on the line at 10 bits each, ns.</summary>
    public long TimeOfNs(int bytes) => Baud == 0 ? 0 : bytes * 10L * 1_000_000_000 / Baud;
}
