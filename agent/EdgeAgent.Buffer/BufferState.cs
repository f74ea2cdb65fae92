using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Buffering;

namespace EdgeAgent.Buffer;

/// <summary>What the buffer knows of its store at one moment. Immutable: the writer makes the next one and publishes it after the commit.</summary>
/// <param name="Heads">Newest number of each class.</param>
/// <param name="Floors">Numbers up to here are deleted.</param>
/// <param name="Consumers">Consumers by name.</param>
internal sealed record BufferState(Positions Heads, Positions Floors, IReadOnlyDictionary<string, ConsumerState> Consumers)
{
    /// <summary>When consumers were last seen.</summary>
    public ConsumerLife Life { get; init; } = ConsumerLife.Empty;

    /// <summary>Numbers of class routine, by who asked, up to which no window is merged with a later one.</summary>
    public IReadOnlyDictionary<string, ulong[]> Apart { get; init; } = ApartTable.None;

    public static BufferState Empty { get; } = new(default, default, new Dictionary<string, ConsumerState>());

    /// <summary>The counts of this state.</summary>
    public StoreCounts Counts => new(Heads, Floors);

    /// <summary>Reads it from a store; null when its counts or consumers are damaged. Throws <see cref="StoreException"/>.</summary>
    public static BufferState? Read(IStoreReader store)
    {
        var counts = StoreCounts.Read(OwnValue.Read(store, StoreKeys.Counts));
        var consumers = ConsumerTable.Read(OwnValue.Read(store, StoreKeys.Consumers));
        return counts is null || consumers is null
            ? null
            : new BufferState(counts.Heads, counts.Floors, consumers) 
            {
                Life = ConsumerLife.Read(OwnValue.Read(store, StoreKeys.Life)),
                Apart = ApartTable.Read(OwnValue.Read(store, StoreKeys.Apart)),
            };
    }
}
