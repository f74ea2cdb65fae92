namespace EdgeAgent.Buffer.Engine;

/// <summary>A kind of engine: how its stores are named, made and opened.</summary>
public interface IStoreKind
{
    /// <summary>Name of the store's first file.</summary>
    string FileName { get; }

    /// <summary>What is added to that name for each of its files; the first is empty.</summary>
    IReadOnlyList<string> Suffixes { get; }

    /// <summary>Opens or makes a store. Throws <see cref="StoreException"/>, of kind <see cref="StoreFault.Corrupt"/> when what is there is no store of this kind.</summary>
    IStoreEngine Open(string path, EngineLimits limits);

    /// <summary>Opens a store for reading beside its writer, or one that nobody writes; a damaged one as far as it goes. Throws <see cref="StoreException"/>.</summary>
    IStoreReader OpenReader(string path);
}
