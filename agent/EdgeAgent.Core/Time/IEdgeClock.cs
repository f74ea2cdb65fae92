namespace EdgeAgent.Core.Time;

/// <summary>Where hosts read the time. Thread-safe; allocates nothing.</summary>
public interface IEdgeClock
{
    /// <summary>First 32 bits of the kernel's boot id; the same for every process of one boot.</summary>
    uint Boot { get; }

    /// <summary>The present moment.</summary>
    Now Read();
}
