using EdgeAgent.Core.Commands;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Wire;
using EdgeAgent.Pipeline.Capture;

namespace EdgeAgent.Run.Commands;

/// <summary>
/// `capture {"points": [...], "for": "10 min"}`: raw readings leave as class bulk, for at most 24 h. It takes the place of a capture that runs; a restart or a reload
/// ends one.
/// </summary>
internal sealed class CaptureCommand(Func<SiteRuntime> runtime) : ICommand
{
    private const long MinMs = 1_000;
    private const long MaxMs = 86_400_000;

    /// <inheritdoc/>
    public string Name => "capture";

    /// <inheritdoc/>
    public async Task<CommandReply> RunAsync(CommandArguments arguments, CancellationToken cancel)
    {
        var names = arguments.Texts("points", $"names of points, at most {CaptureStage.MaxPoints}");
        var forMs = arguments.DurationMs("for", MinMs, MaxMs);
        if (arguments.Fault() is { } fault)
        {
            return fault;
        }

        var running = runtime();
        if (TryPoints(running.Site.Table, names, out var points) is { } wrong)
        {
            return wrong;
        }

        var untilMs = await running.AskAsync(
            (path, now, output) =>
            {
                path.Capture(points, now.MonoNs + (forMs * 1_000_000), now, output);
                return now.UtcMs + forMs;
            },
            cancel).ConfigureAwait(false);
        return new CommandReply(CommandStatus.Done, $"{points.Count} points are captured until {WireJson.TimeText(untilMs)}; a restart or a new site file ends it before");
    }

    private static CommandReply? TryPoints(PointTable table, List<string> names, out List<int> points)
    {
        points = [];
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            var index = table.IndexOf(name);
            if (index < 0)
            {
                return new CommandReply(CommandStatus.Unknown, $"no point is called \"{(name.Length > 80 ? name[..80] : name)}\"{Core.Config.NearestWord.Hint(name, table.Points.Select(p => p.Name))}");
            }

            if (table.Points[index].Grade == Grade.Personal)
            {
                return new CommandReply(CommandStatus.Conflict, $"{name} is of grade personal: its readings never leave the gateway");
            }

            points.Add(index);
        }

        return null;
    }
}
