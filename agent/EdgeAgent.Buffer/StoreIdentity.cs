using System.Text;
using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Buffer;

/// <summary>Who a damaged store is and how far it reached, as far as that is certain.</summary>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Key">Its key; empty when that is lost.</param>
/// <param name="Counts">How far it reached.</param>
/// <param name="Consumers">Its consumers; none when they are lost.</param>
/// <param name="Life">When they were seen.</param>
internal sealed record StoreIdentity(string Epoch, byte[] Key, StoreCounts Counts, IReadOnlyDictionary<string, ConsumerState> Consumers, ConsumerLife Life)
{
    /// <summary>What merging must not cross.</summary>
    public IReadOnlyDictionary<string, ulong[]> Apart { get; init; } = ApartTable.None;

    /// <summary>True when the store itself still tells its epoch.</summary>
    public bool IsStored { get; init; }

    /// <summary>
    /// From what the running buffer knows, else from the store's own values that are sound, else from the files beside it. Null when the epoch or the reach is unknown, or the store is
    /// not the one that was known: then its numbers must not be given on.
    /// </summary>
    public static StoreIdentity? Find(IStoreReader source, StoreOpened? known, string? epochBeside, Func<string, StoreCounts?> countsBeside)
    {
        var stored = OwnValue.TryRead(source, StoreKeys.Epoch) is { } bytes ? Encoding.ASCII.GetString(bytes) : null;
        var epoch = known?.Epoch ?? stored ?? epochBeside;
        if (epoch is null || !EpochId.IsOne(epoch) || (stored ?? epoch) != epoch || (epochBeside ?? epoch) is var beside && beside != epoch && beside != EpochFile.Unknown)
        {
            return null;
        }

        StoreCounts?[] counts = [known?.State.Counts, StoreCounts.Read(OwnValue.TryRead(source, StoreKeys.Counts)), countsBeside(epoch)];
        if (counts.OfType<StoreCounts>().ToList() is not { Count: > 0 } certain)
        {
            return null;
        }

        return new StoreIdentity(
            epoch,
            known?.Key ?? OwnValue.TryRead(source, StoreKeys.Secret) ?? [],
            Reach(source, certain.Aggregate(StoreCounts.Newest)),
            known?.State.Consumers ?? ConsumerTable.Read(OwnValue.TryRead(source, StoreKeys.Consumers)) ?? [],
            known?.State.Life ?? ConsumerLife.Read(OwnValue.TryRead(source, StoreKeys.Life)))
        {
            Apart = known?.State.Apart ?? ApartTable.Read(OwnValue.TryRead(source, StoreKeys.Apart)),
            IsStored = stored is not null,
        };
    }

    // Counts beside the store may be a little old: sound records beyond them were confirmed too.
    private static StoreCounts Reach(IStoreReader source, StoreCounts counts)
    {
        const int AtOnce = 1_000;
        const int AtOnceBytes = 1 << 20;
        var heads = counts.Heads;
        var rows = new List<EngineRecord>();
        foreach (var summaryClass in SummaryClasses.All)
        {
            do
            {
                rows.Clear();
                try
                {
                    source.Read(summaryClass, heads[summaryClass] + 1, ulong.MaxValue, AtOnce, AtOnceBytes, rows);
                }
                catch (StoreException e) when (e.Fault == StoreFault.Corrupt)
                {
                    // What could be read counts; behind it nothing is certain.
                }

                rows.RemoveAll(r => r.Seq <= heads[summaryClass] || !StoredRecord.TryRead(summaryClass, r.Seq, r.Value, out _));
                heads = rows.Count == 0 ? heads : heads.With(summaryClass, rows.Max(static r => r.Seq));
            }
            while (rows.Count > 0);
        }

        return counts with { Heads = heads };
    }
}
