namespace EdgeAgent.Buffer.Engine;

/// <summary>A store that cannot do what it was asked.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Makes one of a kind.</summary>
    public StoreException(StoreFault fault, string message, Exception? inner = null)
        : base(message, inner)
    {
        Fault = fault;
    }

    /// <summary>What kind of fault it is.</summary>
    public StoreFault Fault { get; }
}

/// <summary>Kinds of store faults.</summary>
public enum StoreFault : byte
{
    /// <summary>Any other.</summary>
    Other,

    /// <summary>No space left.</summary>
    DiskFull,

    /// <summary>The file system or the file cannot be written.</summary>
    ReadOnly,

    /// <summary>The store's content is damaged.</summary>
    Corrupt,

    /// <summary>The store's data file was deleted or replaced: what is written goes nowhere.</summary>
    Missing,

    /// <summary>Its log was deleted or replaced; closing the store saves what was in it.</summary>
    LogMissing,

    /// <summary>It was closed, to be mended or for good.</summary>
    Closed,

    /// <summary>Somebody outside holds an old view of the store, so that its files would outgrow the budget.</summary>
    Held,
}
