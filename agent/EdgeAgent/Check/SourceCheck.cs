using EdgeAgent.Core.Config;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Check;

/// <summary>Looks whether the kernel gives what sources with a host of their own need: lines, buses, devices. Leaves them as they were.</summary>
internal static class SourceCheck
{
    /// <summary>Adds one line a source that is well, or one a fault.</summary>
    public static void Run(Site site, string? dataPath, List<CheckLine> lines)
    {
        foreach (var plan in site.Sources.OfType<HostedPlan>())
        {
            if (plan.Look is null)
            {
                continue;
            }

            var faults = plan.Look(new LookParts(site.Profile, dataPath));
            foreach (var fault in faults)
            {
                lines.Add(new CheckLine(CheckStatus.Fail, plan.Place, fault, ""));
            }

            if (faults.Count == 0)
            {
                lines.Add(new CheckLine(CheckStatus.Ok, plan.Place, $"{plan.Points.Count} points of {plan.Devices.Count} devices can be read"));
            }
        }
    }
}
