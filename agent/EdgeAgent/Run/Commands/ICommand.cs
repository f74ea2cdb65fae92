using EdgeAgent.Core.Commands;

namespace EdgeAgent.Run.Commands;

/// <summary>One command of the control channel. It writes to no device.</summary>
internal interface ICommand
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>Runs it. May throw <see cref="TimeoutException"/> when the data path does not answer.</summary>
    Task<CommandReply> RunAsync(CommandArguments arguments, CancellationToken cancel);
}
