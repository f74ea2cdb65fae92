namespace EdgeAgent.Core.Wire;

/// <summary>A summary with the number that the buffer gave it.</summary>
/// <param name="Seq">Sequence number in its class and epoch, from 1; the last one that it covers when merged, or for a gap.</param>
/// <param name="FirstSeq">First sequence number that it covers; the same as <paramref name="Seq"/> unless merged or a gap.</param>
/// <param name="Summary">The summary.</param>
public readonly record struct StoredSummary(ulong Seq, ulong FirstSeq, Summary Summary);
