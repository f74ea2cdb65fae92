using System.Text.Json;

namespace EdgeAgent.Core.Commands;

/// <summary>
/// The control channel: few commands, each authenticated by whoever carries it, each audited, none of which writes to a device. Thread-safe; at most one runs at a time,
/// and none queues behind data.
/// </summary>
public interface ICommands
{
    /// <summary>Names of the commands that this gateway knows, such as `resend-from`, `rebirth`, `acknowledge-alarm`, `capture`, `log-level`.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Runs a command. Never throws for what the caller asked; bad arguments are a reply.</summary>
    Task<CommandReply> RunAsync(CommandRequest request, CancellationToken cancel);
}

/// <summary>A command as it came.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Arguments">A JSON object, or <see cref="JsonValueKind.Undefined"/> for none.</param>
/// <param name="Caller">Who asked and by which way, for the audit, such as `pull:brain` or `mqtt:mqtt`; ASCII, at most 80 characters.</param>
public sealed record CommandRequest(string Name, JsonElement Arguments, string Caller);

/// <summary>What became of a command.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Detail">For a person: what was done, or what was wrong, where, and what was expected.</param>
public sealed record CommandReply(CommandStatus Status, string Detail);

/// <summary>How a command ended. The numbers are those of HTTP.</summary>
public enum CommandStatus
{
    /// <summary>It was done.</summary>
    Done = 200,

    /// <summary>Its arguments are wrong.</summary>
    Bad = 400,

    /// <summary>There is no such command, or nothing of the name that it was about.</summary>
    Unknown = 404,

    /// <summary>It cannot be done in the present state.</summary>
    Conflict = 409,

    /// <summary>Another one is running, or the store cannot be written now: again later.</summary>
    Busy = 503,
}
