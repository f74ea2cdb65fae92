using EdgeAgent.Core.Config;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Sensors.Serial;

/// <summary>Opens the serial port that a profile means, wherever it is plugged in now.</summary>
/// <param name="profile">The port in the profile.</param>
/// <param name="settings">How to set the line.</param>
/// <param name="resolver">Finds its device; null for the system's.</param>
public sealed class SerialLineOpener(PortProfile profile, SerialSettings settings, PortResolver? resolver = null) : ILineOpener
{
    private readonly PortResolver _resolver = resolver ?? new PortResolver();

    /// <summary>An adapter that is plugged in again is found within 2 s.</summary>
    public long LastRetryNs => 1_800_000_000;

    /// <inheritdoc/>
    public LineOpening TryOpen(Action wake)
    {
        if (_resolver.Resolve(profile.Match, out var reason) is not { } path)
        {
            return new LineOpening(null, reason);
        }

        var opened = SerialPort.Open(path, settings, profile.Direction);
        return new LineOpening(opened.Port, opened.Fault);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
