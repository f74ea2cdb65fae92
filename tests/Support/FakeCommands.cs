using System.Collections.Concurrent;
using EdgeAgent.Core.Commands;

namespace EdgeAgent.Tests.Support;

/// <summary>A command channel that knows one command, `echo`, and answers what it is told to.</summary>
public sealed class FakeCommands : ICommands
{
    /// <summary>What was asked.</summary>
    public ConcurrentQueue<CommandRequest> Asked { get; } = new();

    /// <summary>What is answered.</summary>
    public CommandReply Reply { get; set; } = new(CommandStatus.Done, "it was done");

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => ["echo"];

    /// <inheritdoc/>
    public Task<CommandReply> RunAsync(CommandRequest request, CancellationToken cancel)
    {
        Asked.Enqueue(request with { Arguments = request.Arguments.Clone() });
        return Task.FromResult(Reply);
    }
}
