using EdgeCtl.Simulate.Line;
using EdgeCtl.Simulate.Site;

namespace EdgeCtl.Simulate.Scenarios;

/// <summary>Where a line is met.</summary>
internal enum LineKind
{
    /// <summary>On a pseudo terminal of its own.</summary>
    Pty,

    /// <summary>On a network port on loopback.</summary>
    Listen,

    /// <summary>At a centre that its station connects to.</summary>
    Connect,
}

/// <summary>A line of a scenario.</summary>
/// <param name="Name">Name of its port in the profile, or of what it is.</param>
/// <param name="Kind">Where it is met.</param>
/// <param name="Slaves">Who is on it.</param>
/// <param name="Fragments">What the site file says of it.</param>
internal sealed record LinePlan(string Name, LineKind Kind, IReadOnlyList<Slave> Slaves, IReadOnlyList<SiteFragment> Fragments)
{
    /// <summary>Port to listen on, 0 for one that is free; or the centre's.</summary>
    public int Port { get; init; }

    /// <summary>Address of the centre.</summary>
    public System.Net.IPEndPoint? Centre { get; init; }

    /// <summary>Baud rate of its label; 0 for a network.</summary>
    public int Baud { get; init; }
}
