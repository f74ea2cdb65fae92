using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Time;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Core.Sensing;

/// <summary>What the runtime gives to a source's host.</summary>
/// <param name="Profile">The board.</param>
/// <param name="Sink">Takes readings.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Log">The host's log.</param>
/// <param name="StatePath">Folder in the data path that the source may keep files in across restarts; it exists.</param>
/// <param name="SecretsPath">Folder of secrets.</param>
public sealed record SourceParts(Profile Profile, IBusSink Sink, IEdgeClock Clock, ILogger Log, string StatePath, string SecretsPath)
{
    /// <summary>Keeps pictures; null where none may be kept.</summary>
    public IEvidence? Evidence { get; init; }

    /// <summary>Folders in which modules are looked for, in this order.</summary>
    public IReadOnlyList<string> ModuleFolders { get; init; } = [];
}
