namespace EdgeCtl.Simulate;

/// <summary>How bad a simulated line is.</summary>
/// <param name="TimeoutRate">Share of requests that are left unanswered, 0..1.</param>
/// <param name="CrcErrorRate">Share of replies with one bit turned over on the way, 0..1.</param>
internal readonly record struct LineFaults(double TimeoutRate, double CrcErrorRate)
{
    /// <summary>True when the adapter returns what was sent.</summary>
    public bool Echo { get; init; }

    /// <summary>Share of replies with 1 to 8 stray bytes before them, 0..1.</summary>
    public double NoiseRate { get; init; }

    /// <summary>Share of replies that come <see cref="LateNs"/> too late, 0..1.</summary>
    public double LateRate { get; init; }

    /// <summary>How late they are, ns.</summary>
    public long LateNs { get; init; }

    /// <summary>Share of replies that come from another address, 0..1.</summary>
    public double WrongUnitRate { get; init; }
}

/// <summary>How fast a simulated line is.</summary>
/// <param name="Baud">Bits a second of a slave that has no rate of its own; 0 answers at once, whatever the slaves' rates are.</param>
/// <param name="TurnaroundNs">Time that a slave thinks before it answers, ns.</param>
internal readonly record struct LineSpeed(int Baud, long TurnaroundNs)
{
    /// <summary>No pacing: an answer leaves as soon as the request is there.</summary>
    public static LineSpeed AtOnce => new(0, 0);

    /// <summary>Bits of a character.</summary>
    public int BitsPerByte { get; init; } = 10;

    /// <summary>A gap that ends a frame at the least, ns; a network may deliver a frame in pieces and wants more.</summary>
    public long SilenceNs { get; init; } = 2_000_000;

    /// <summary>Time of <paramref name="bytes"/> bytes on the line, ns.</summary>
    public long TimeOfNs(int bytes) => Baud == 0 ? 0 : (long)bytes * BitsPerByte * 1_000_000_000 / Baud;
}
