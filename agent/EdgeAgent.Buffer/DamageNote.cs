using EdgeAgent.Core.Wire;

namespace EdgeAgent.Buffer;

/// <summary>Damage that a reader met, for the writer to mend.</summary>
/// <param name="Store">In which store.</param>
/// <param name="Class">In which class.</param>
/// <param name="Runs">Runs of numbers that are told as gaps.</param>
/// <param name="InStructure">True when it is more than records whose sums are wrong.</param>
internal sealed record DamageNote(StoreOpened Store, SummaryClass Class, IReadOnlyList<(ulong First, ulong Last)> Runs, bool InStructure);
