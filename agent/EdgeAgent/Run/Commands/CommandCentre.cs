using System.Text.Json;
using EdgeAgent.Core.Commands;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipeline;
using EdgeAgent.Pipeline.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Run.Commands;

/// <summary>Runs the commands of the control channel, one at a time, and audits each: who, what, with which arguments, and how it ended.</summary>
internal sealed class CommandCentre : ICommands, IDisposable
{
    private const int MaxArguments = 300;

    private readonly Dictionary<string, ICommand> _commands;
    private readonly StoreLane _audit;
    private readonly IEdgeClock _clock;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Makes it.</summary>
    /// <param name="commands">The commands.</param>
    /// <param name="audit">Lane that takes the audit.</param>
    /// <param name="clock">Its time.</param>
    /// <param name="log">Where it logs.</param>
    public CommandCentre(IReadOnlyList<ICommand> commands, StoreLane audit, IEdgeClock clock, ILogger log)
    {
        _commands = commands.ToDictionary(c => c.Name, StringComparer.Ordinal);
        _audit = audit;
        _clock = clock;
        _log = log;
        Names = [.. commands.Select(c => c.Name)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; }

    /// <inheritdoc/>
    public async Task<CommandReply> RunAsync(CommandRequest request, CancellationToken cancel)
    {
        var reply = await AnswerAsync(request, cancel).ConfigureAwait(false);
        Audit(request, reply);
        return reply;
    }

    /// <summary>The centre of a running agent, with every command that it knows.</summary>
    public static CommandCentre Make(Func<SiteRuntime> runtime, AgentLog logs, RuntimeParts parts, TimeProvider time) => new(
        [
            new AcknowledgeAlarmCommand(runtime),
            new CaptureCommand(runtime),
            new LogLevelCommand(logs, () => runtime().Site.Log.Level, time),
            new RebirthCommand(runtime),
            new ResendFromCommand(runtime, parts.Buffer),
            new WriteCommand(runtime, time),
        ],
        parts.Urgent,
        parts.Clock,
        logs.Factory.CreateLogger("commands"));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in _commands.Values.OfType<IDisposable>())
        {
            command.Dispose();
        }

        _one.Dispose();
    }

    private async Task<CommandReply> AnswerAsync(CommandRequest request, CancellationToken cancel)
    {
        if (!_commands.TryGetValue(request.Name, out var command))
        {
            return new CommandReply(CommandStatus.Unknown, $"there is no such command; expected one of {string.Join(", ", Names)}");
        }

        if (request.Arguments.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined))
        {
            return new CommandReply(CommandStatus.Bad, "the arguments are no JSON object");
        }

        if (!await _one.WaitAsync(0, cancel).ConfigureAwait(false))
        {
            return new CommandReply(CommandStatus.Busy, "another command is running; again in a moment");
        }

        try
        {
            return await command.RunAsync(new CommandArguments(request.Arguments), cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return new CommandReply(CommandStatus.Busy, "the data path did not answer in time; again in a moment");
        }
        finally
        {
            _one.Release();
        }
    }

    private void Audit(CommandRequest request, CommandReply reply)
    {
        var outcome = reply.Status == CommandStatus.Done ? "done" : "refused";
        var name = request.Name.Length > 40 ? request.Name[..40] : request.Name;
        var arguments = request.Arguments.ValueKind == JsonValueKind.Undefined ? "{}" : request.Arguments.GetRawText();
        var detail = $"{(arguments.Length > MaxArguments ? arguments[..MaxArguments] + "..." : arguments)}: {reply.Detail}";
        _audit.Add(new StoreBatch([AuditWriter.Make(request.Caller, "command", name, outcome, detail, _clock.Read(), _clock.Boot)], []));
        Log.CommandRun(_log, request.Caller, name, outcome, reply.Detail);
    }
}
