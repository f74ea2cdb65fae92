using EdgeAgent.Core.Config;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>What a <see cref="SparkplugStage"/> is made of.</summary>
/// <param name="Site">The site.</param>
/// <param name="Version">The agent's version.</param>
/// <param name="Topics">Topics of the node.</param>
/// <param name="Model">Metrics of the node.</param>
/// <param name="Mapper">Turns summaries into samples of those metrics.</param>
/// <param name="Live">How points and devices stand now.</param>
/// <param name="BacklogPerS">Metrics a second of what waited.</param>
/// <param name="SpreadMs">How long routine summaries wait after they were made, ms.</param>
/// <param name="Boot">This boot.</param>
public sealed record SparkplugParts(
    Site Site, string Version, SparkplugTopics Topics, NodeModel Model, SummaryMapper Mapper, ISparkplugLive Live, int BacklogPerS, long SpreadMs, uint Boot);
