namespace EdgeAgent.Inference.Video.Counting;

/// <summary>What is told of a zone.</summary>
public enum ZoneNewsKind
{
    /// <summary>Something came in.</summary>
    Entered,

    /// <summary>Something left, or is no longer followed.</summary>
    Left,

    /// <summary>Something has stayed too long; told once a stay.</summary>
    Loitering,
}

/// <summary>Something that happened in a zone.</summary>
/// <param name="Kind">What.</param>
/// <param name="Zone">Index of the zone.</param>
/// <param name="Class">Class number.</param>
/// <param name="Track">Number of the track.</param>
/// <param name="DwellMs">How long it has been inside so far, ms.</param>
/// <param name="MonoNs">When, CLOCK_BOOTTIME ns.</param>
public readonly record struct ZoneNews(ZoneNewsKind Kind, int Zone, int Class, long Track, long DwellMs, long MonoNs);
