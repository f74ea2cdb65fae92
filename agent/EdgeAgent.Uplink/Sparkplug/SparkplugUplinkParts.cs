using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Time;
using EdgeAgent.Uplink.Departing;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>What a <see cref="SparkplugUplink"/> works with.</summary>
/// <param name="Site">The site.</param>
/// <param name="Version">The agent's version.</param>
/// <param name="Buffer">Where summaries come from.</param>
/// <param name="Live">How points and devices stand now.</param>
/// <param name="Clock">The clock.</param>
/// <param name="SecretsPath">Folder of the secrets.</param>
/// <param name="Log">Its log.</param>
public sealed record SparkplugUplinkParts(Site Site, string Version, ISummaryBuffer Buffer, ISparkplugLive Live, IEdgeClock Clock, string SecretsPath, ILogger Log)
{
    /// <summary>Decides with which times summaries leave; null to leave them as they were made.</summary>
    public Departures? Departures { get; init; }
}
