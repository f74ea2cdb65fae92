namespace EdgeAgent.Sensors.Serial;

/// <summary>Opens a line again and again as it comes and goes. Belongs to the host's thread, but for <see cref="IDisposable.Dispose"/>, which ends what is pending.</summary>
public interface ILineOpener : IDisposable
{
    /// <summary>Longest pause between two attempts, ns.</summary>
    long LastRetryNs { get; }

    /// <summary>Tries once; <paramref name="wake"/> is called, from any thread, when a pending attempt is done and should be asked for.</summary>
    LineOpening TryOpen(Action wake);
}
