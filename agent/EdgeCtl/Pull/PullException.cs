namespace EdgeCtl.Pull;

/// <summary>What went wrong with a gateway, for a person: where, what was found, what was expected. A session of one gateway ends with it and is begun again later.</summary>
internal sealed class PullException(string message, PullFaultKind kind = PullFaultKind.Passing) : IOException(message)
{
    /// <summary>Whether trying again can help.</summary>
    public PullFaultKind Kind { get; } = kind;

    /// <summary>What the gateway asked to wait (Retry-After), ms; null when it did not say.</summary>
    public long? RetryAfterMs { get; init; }
}

/// <summary>What kind of fault it is.</summary>
internal enum PullFaultKind
{
    /// <summary>May be over soon: tried again.</summary>
    Passing,

    /// <summary>The gateway does not know the consumer: it expired or was removed.</summary>
    NoConsumer,

    /// <summary>The gateway does not take the cursor.</summary>
    WrongCursor,

    /// <summary>Only a person can mend it: not tried again.</summary>
    Lasting,
}
