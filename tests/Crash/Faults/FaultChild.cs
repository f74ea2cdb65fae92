using EdgeAgent.Buffer;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Tests.Crash.Load;
using EdgeAgent.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Crash.Faults;

/// <summary>
/// The child that lives one script over and over, each time with another call to the disk failing, until no call is left that has not failed. Prints one line of figures;
/// anything that breaks the buffer's promise ends it with an exception that names the call.
/// </summary>
internal static class FaultChild
{
    private const int OpenTries = 10;

    public static async Task<int> RunAsync(string folder, int kinds, int error, int count, int first, int step)
    {
        var figures = new LedgerFigures();
        var runs = 0;
        var denials = 0;
        for (var call = first; ; call += step)
        {
            var where = $"kinds {kinds}, error {error}, {count} failing from call {call}";
            var run = new FaultRun(Path.Combine(folder, $"run-{call}"), where);
            Directory.CreateDirectory(run.Folder);
            FaultSwitch.On(kinds, call, count, error);
            await run.LiveAsync();
            var wasReached = run.WasReached(call);
            figures.Add(await run.CheckAsync());
            denials += run.Denials;
            runs++;
            if (!wasReached)
            {
                break;
            }
        }

        Console.WriteLine($"runs {runs} denials {denials} gaps {figures.Gaps} merged {figures.Merged} released {figures.Released}");
        return 0;
    }

    /// <summary>Opens the store; while calls fail it may answer with a fault, and the disk mends at the latest after some tries.</summary>
    public static async Task<ISummaryBuffer> OpenAsync(string folder, string where, Action onFault)
    {
        for (var tries = 0; ; tries++)
        {
            var opened = await BufferStore.OpenAsync(folder, Options, new ManualClock(), NullLogger.Instance);
            if (opened.Buffer is { } buffer)
            {
                return buffer;
            }

            Assert.True(opened.Fault.Length > 0 && tries < OpenTries, $"{where}: the store does not open again: {opened.Fault}");
            onFault();
        }
    }

    private static BufferOptions Options { get; } = new() { BudgetBytes = 208 << 10, CommitMs = 1, EvictRecords = 20, MergeRecords = 100 };
}
