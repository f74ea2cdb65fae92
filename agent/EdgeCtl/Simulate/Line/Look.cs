namespace EdgeCtl.Simulate.Line;

/// <summary>What a slave sees in received bytes: a whole request, or none yet.</summary>
/// <param name="Skip">Bytes before the request that belong to nobody (preamble, noise).</param>
/// <param name="Length">Bytes of the request; 0 for none.</param>
internal readonly record struct Look(int Skip, int Length)
{
    /// <summary>No request, or not all of one.</summary>
    public static Look None => default;

    /// <summary>True when a whole request was seen.</summary>
    public bool IsFrame => Length > 0;
}
