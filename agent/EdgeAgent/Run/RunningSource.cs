using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Run;

/// <summary>A host that runs, for one source or for several that share a line.</summary>
/// <param name="Place">Where it reads.</param>
/// <param name="Kinds">Kinds of its sources, joined by `+`.</param>
/// <param name="Host">What runs them.</param>
/// <param name="Points">Indices of their points, a range a source.</param>
internal sealed record RunningSource(string Place, string Kinds, ISourceHost Host, IReadOnlyList<Range> Points)
{
    /// <summary>True when a point is of one of its sources.</summary>
    public bool Holds(int point) => Points.Any(r => point >= r.Start.Value && point < r.End.Value);
}
