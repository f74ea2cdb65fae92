using EdgeCtl.Simulate.Scenarios;
using EdgeCtl.Simulate.Site;

namespace EdgeCtl.Simulate;

/// <summary>A line of a running simulation.</summary>
/// <param name="Plan">What it is.</param>
/// <param name="Counts">Its counts.</param>
/// <param name="Path">Where it is met: the pty's other side, or an address and port.</param>
/// <param name="Place">Where the site file finds it.</param>
/// <param name="Link">Symbolic link to the pty; null for none.</param>
internal sealed record SimulatedLine(LinePlan Plan, BusCounts Counts, string Path, SitePlace Place, string? Link)
{
    /// <summary>Devices that the site file names.</summary>
    public int Devices => Plan.Fragments.Sum(fragment => fragment.Devices);

    /// <summary>Points that the site file names.</summary>
    public int Points => Plan.Fragments.Sum(fragment => fragment.Points);
}
