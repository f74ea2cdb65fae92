namespace EdgeAgent.Core.Sensing;

/// <summary>
/// What runs one source or one line: owns its threads and descriptors. <see cref="IDisposable.Dispose"/> ends them within 1 s; a host that was not started may be disposed too.
/// Members may be used from any thread.
/// </summary>
public interface ISourceHost : IDisposable
{
    /// <summary>True while it can read.</summary>
    bool IsOpen { get; }

    /// <summary>Why it cannot; empty when it can.</summary>
    string Fault { get; }

    /// <summary>Its counts.</summary>
    BusStatistics Statistics { get; }

    /// <summary>Starts it. Once.</summary>
    void Start();

    /// <summary>Takes a write; false when too many wait already. What became of it is told by <see cref="PointWrite.Done"/>, also when the host ends before.</summary>
    bool TryWrite(PointWrite write);
}
