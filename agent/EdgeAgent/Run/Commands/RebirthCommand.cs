using EdgeAgent.Core.Commands;
using EdgeAgent.Uplink;

namespace EdgeAgent.Run.Commands;

/// <summary>`rebirth {"uplink": "..."}`: a Sparkplug uplink says anew who it is and what it has; without a name, each one does.</summary>
internal sealed class RebirthCommand(Func<SiteRuntime> runtime) : ICommand
{
    private const int MaxName = 63;

    /// <inheritdoc/>
    public string Name => "rebirth";

    /// <inheritdoc/>
    public Task<CommandReply> RunAsync(CommandArguments arguments, CancellationToken cancel)
    {
        var name = arguments.TextOrNone("uplink", MaxName, "an uplink's name");
        return Task.FromResult(arguments.Fault() ?? Run(name));
    }

    private CommandReply Run(string name)
    {
        var uplinks = runtime().PushUplinks;
        if (name.Length > 0 && !uplinks.Any(u => u.View().Name == name))
        {
            return UplinkNames.Unknown(name, uplinks);
        }

        var asked = uplinks.Where(u => name.Length == 0 || u.View().Name == name).OfType<IRebirths>().ToList();
        if (asked.Count == 0)
        {
            return new CommandReply(CommandStatus.Conflict, name.Length == 0 ? "no uplink knows births: none is of kind sparkplug" : $"uplink {name} knows no births: it is not of kind sparkplug");
        }

        var faults = asked.Select(u => u.TryRebirth(out var fault) ? "" : fault).Where(f => f.Length > 0).ToList();
        return faults.Count == 0 ? new CommandReply(CommandStatus.Done, $"{asked.Count} uplinks were asked for births") : new CommandReply(CommandStatus.Conflict, string.Join("; ", faults));
    }
}
