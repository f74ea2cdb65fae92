namespace EdgeAgent.Buffer;

/// <summary>Names of the buffer's own values in a store.</summary>
internal static class StoreKeys
{
    /// <summary>Version of the store's content.</summary>
    public const string Format = "format";

    /// <summary>The epoch.</summary>
    public const string Epoch = "epoch";

    /// <summary>The secret by which cursors are signed.</summary>
    public const string Secret = "key";

    /// <summary>Heads and floors.</summary>
    public const string Counts = "counts";

    /// <summary>The consumers.</summary>
    public const string Consumers = "consumers";

    /// <summary>When they were seen.</summary>
    public const string Life = "life";

    /// <summary>Numbers that merging must not cross.</summary>
    public const string Apart = "apart";

    /// <summary>Start of the names of stages' state.</summary>
    public const string StatePrefix = "state/";
}
