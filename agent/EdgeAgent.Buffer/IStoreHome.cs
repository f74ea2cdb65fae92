using EdgeAgent.Buffer.Engine;

namespace EdgeAgent.Buffer;

/// <summary>Where a buffer's store lives: opens it, and puts a sound one in the place of a damaged one. For one thread. Throws <see cref="StoreException"/>, IOException, UnauthorizedAccessException.</summary>
internal interface IStoreHome
{
    /// <summary>Bytes of stores that were set aside.</summary>
    long AsideBytes { get; }

    /// <summary>Opens the store, makes one, or mends the one that is there.</summary>
    StoreOpened Open();

    /// <summary>Puts a sound store in the place of a damaged or missing one, whose files are closed. <paramref name="known"/> is what the running buffer knows of it.</summary>
    StoreOpened Mend(StoreException fault, StoreOpened? known);

    /// <summary>Lets stores that were set aside give way to <paramref name="liveBytes"/> of the store in use.</summary>
    void Trim(long liveBytes);
}
