namespace EdgeAgent.Buffer.Engine;

/// <summary>
/// What the buffer asks of a store: besides reading, one atomic durable batch at a time. One thread writes; reads may come from any thread beside it.
/// </summary>
public interface IStoreEngine : IStoreReader
{
    /// <summary>Applies a batch: all of it is on the disk when this returns. Throws <see cref="StoreException"/>, and then nothing of it is stored.</summary>
    void Commit(StoreWrite write);

    /// <summary>
    /// Upkeep after a commit, bounded in time: keeps the log within <see cref="EngineLimits"/> and, with <paramref name="giveBack"/>, gives some freed space back to the file
    /// system. Throws <see cref="StoreException"/>; what was committed stays so.
    /// </summary>
    void Tidy(bool giveBack);

    /// <summary>True while the files cannot be kept small, because somebody outside holds an old view of the store.</summary>
    bool IsHeld { get; }

    /// <summary>What it has cost the disk since it was opened.</summary>
    EngineWear Wear { get; }
}
