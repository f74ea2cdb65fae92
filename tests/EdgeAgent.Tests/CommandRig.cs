using System.Text.Json;
using EdgeAgent.Buffer.Evidence;
using EdgeAgent.Core.Commands;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Pipeline.Hosting;
using EdgeAgent.Run;
using EdgeAgent.Run.Commands;
using EdgeAgent.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests;

/// <summary>Commands on a running data path of a site, over a buffer in memory.</summary>
internal sealed class CommandRig : IAsyncDisposable
{
    private const int SafetyMs = 20_000;

    private readonly TempFolder _folder = new();
    private readonly StoreLane _urgent;
    private readonly StoreLane _routine;
    private readonly CommandCentre _centre;

    public CommandRig(Site site)
    {
        _urgent = new StoreLane(Buffer, 1_000, TimeProvider.System, _ => { });
        _routine = new StoreLane(Buffer, 1_000, TimeProvider.System, _ => { });
        Logs = new AgentLog(new LogConfig { Level = "warning", File = "log.txt" }, _folder.Path);
        var parts = new RuntimeParts(Clock, Buffer, _urgent, _routine, _folder.Path) { Evidence = new EvidenceStore(_folder["evidence"], Clock, NullLogger.Instance) };
        Runtime = new SiteRuntime(site with { Log = new LogConfig { Level = "warning" } }, parts, NullLoggerFactory.Instance);
        _centre = CommandCentre.Make(() => Runtime, Logs, parts, TimeProvider.System);
        Runtime.Start();
    }

    public InMemoryBuffer Buffer { get; } = new();

    public EdgeClock Clock { get; } = new();

    public AgentLog Logs { get; }

    public SiteRuntime Runtime { get; }

    public async Task<CommandReply> RunAsync(string name, string arguments, string caller = "test:me")
    {
        using var json = JsonDocument.Parse(arguments);
        return await _centre.RunAsync(new CommandRequest(name, json.RootElement, caller), CancellationToken.None);
    }

    /// <summary>All audits, once there are so many.</summary>
    public async Task<List<JsonElement>> AuditsAsync(int count)
    {
        await UntilAsync(() => Buffer.Heads.Event >= (ulong)count);
        return [.. BufferReading.All(Buffer, SummaryClass.Event).Where(r => r.Summary.Type == SummaryType.Audit).Select(r =>
        {
            using var json = JsonDocument.Parse(((JsonData)r.Summary.Data).Utf8);
            return json.RootElement.Clone();
        })];
    }

    public static async Task UntilAsync(Func<bool> isTrue)
    {
        for (var waitedMs = 0; !isTrue(); waitedMs += 20)
        {
            Assert.InRange(waitedMs, 0, SafetyMs);
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _centre.Dispose();
        await Runtime.DisposeAsync();
        await _urgent.DisposeAsync();
        await _routine.DisposeAsync();
        Logs.Dispose();
        _folder.Dispose();
    }
}
