using EdgeAgent.Core.Commands;
using EdgeAgent.Pipeline.Events;

namespace EdgeAgent.Run.Commands;

/// <summary>`acknowledge-alarm {"alarmId": "..."}`: a person has seen an open event; its stream says so.</summary>
internal sealed class AcknowledgeAlarmCommand(Func<SiteRuntime> runtime) : ICommand
{
    private const int MaxId = 64;

    /// <inheritdoc/>
    public string Name => "acknowledge-alarm";

    /// <inheritdoc/>
    public async Task<CommandReply> RunAsync(CommandArguments arguments, CancellationToken cancel)
    {
        var id = arguments.Text("alarmId", MaxId, "the alarmId of an open event");
        if (arguments.Fault() is { } fault)
        {
            return fault;
        }

        return await runtime().AskAsync((path, now, output) => path.Acknowledge(id, now, output), cancel).ConfigureAwait(false) switch
        {
            Acknowledged.Now => new CommandReply(CommandStatus.Done, $"event {id} is acknowledged"),
            Acknowledged.Already => new CommandReply(CommandStatus.Done, $"event {id} was acknowledged already"),
            _ => new CommandReply(CommandStatus.Unknown, $"no open event has the alarmId \"{id}\"; it may have been cleared"),
        };
    }
}
