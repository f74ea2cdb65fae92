using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Pipeline.Hosting;

/// <summary>Summaries and the state that explains them, stored together or not at all.</summary>
/// <param name="Summaries">In the order in which they were made.</param>
/// <param name="State">State to put with them.</param>
public sealed record StoreBatch(IReadOnlyList<Summary> Summaries, IReadOnlyList<StatePut> State);
