using System.Globalization;
using EdgeAgent.Buffer;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Crash;

internal static class Program
{
    /// <summary>With `--append DIR FIRST`: appends for ever and prints `class seq content` for each summary that the buffer confirmed. Else runs the tests.</summary>
    public static async Task<int> Main(string[] args)
    {
        if (args is not ["--append", var folder, var first])
        {
            return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
        }

        var options = new BufferOptions { BudgetBytes = 64 << 20, CommitMs = 2 };
        var opened = await BufferStore.OpenAsync(folder, options, new ManualClock(), NullLogger.Instance);
        if (opened.Buffer is not { } buffer)
        {
            await Console.Error.WriteLineAsync(opened.Fault);
            return 1;
        }

        Console.WriteLine($"open {buffer.Epoch}");
        var tasks = Enumerable.Range(0, 4).Select(lane => AppendAsync(buffer, lane, int.Parse(first, CultureInfo.InvariantCulture)));
        await Task.WhenAll(tasks);
        return 0;
    }

    private static async Task AppendAsync(Core.Buffering.ISummaryBuffer buffer, int lane, int first)
    {
        for (var i = first; ; i++)
        {
            var content = (long)i * 4 + lane;
            var summaryClass = i % 7 == 0 ? SummaryClass.Alarm : i % 3 == 0 ? SummaryClass.Event : SummaryClass.Routine;
            var result = await buffer.AppendAsync([TestSummaries.Event(summaryClass, content)], [], CancellationToken.None);
            if (result.Stored)
            {
                Console.WriteLine($"{(int)summaryClass} {result.Seqs[0]} {content}");
            }
        }
    }
}
