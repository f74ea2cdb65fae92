using EdgeAgent.Core.Commands;

namespace EdgeAgent.Run.Commands;

/// <summary>`log-level {"level": "debug", "for": "1 h"}`: another level for at most 24 h, then the site's again; a reload or restart ends it too.</summary>
internal sealed class LogLevelCommand(AgentLog logs, Func<string> siteLevel, TimeProvider time) : ICommand, IDisposable
{
    private const long MinMs = 1_000;
    private const long MaxMs = 86_400_000;
    private static readonly string[] Levels = ["debug", "information", "warning", "error"];

    private readonly Lock _lock = new();
    private ITimer? _end;

    /// <inheritdoc/>
    public string Name => "log-level";

    /// <inheritdoc/>
    public Task<CommandReply> RunAsync(CommandArguments arguments, CancellationToken cancel)
    {
        var expected = $"one of {string.Join(", ", Levels)}";
        var level = arguments.Text("level", 16, expected);
        var forMs = arguments.DurationMs("for", MinMs, MaxMs);
        if (arguments.Fault() is { } fault)
        {
            return Task.FromResult(fault);
        }

        if (!Levels.Contains(level, StringComparer.Ordinal))
        {
            return Task.FromResult(new CommandReply(CommandStatus.Bad, $"\"level\" is \"{level}\"{Core.Config.NearestWord.Hint(level, Levels)}; expected {expected}"));
        }

        lock (_lock)
        {
            _end?.Dispose();
            logs.SetLevel(level);
            _end = time.CreateTimer(_ => logs.SetLevel(siteLevel()), null, TimeSpan.FromMilliseconds(forMs), Timeout.InfiniteTimeSpan);
        }

        return Task.FromResult(new CommandReply(CommandStatus.Done, $"the log's level is {level} for {Core.Config.DurationText.Format(forMs)}, then {siteLevel()} again"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _end?.Dispose();
            _end = null;
        }
    }
}
