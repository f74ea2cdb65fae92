using EdgeAgent.Buffer;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Crash;

/// <summary>Appends for ever and prints `class seq content` for each summary that the buffer confirmed.</summary>
internal static class AppendChild
{
    public static async Task<int> RunAsync(string folder, int first)
    {
        var options = new BufferOptions { BudgetBytes = 64 << 20, CommitMs = 2 };
        var opened = await BufferStore.OpenAsync(folder, options, new ManualClock(), NullLogger.Instance);
        if (opened.Buffer is not { } buffer)
        {
            await Console.Error.WriteLineAsync(opened.Fault);
            return 1;
        }

        Console.WriteLine($"open {buffer.Epoch}");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(lane => AppendAsync(buffer, lane, first)));
        return 0;
    }

    private static async Task AppendAsync(ISummaryBuffer buffer, int lane, int first)
    {
        for (var i = first; ; i++)
        {
            var content = ((long)i * 4) + lane;
            var summaryClass = i % 7 == 0 ? SummaryClass.Alarm : i % 3 == 0 ? SummaryClass.Event : SummaryClass.Routine;
            var result = await buffer.AppendAsync([TestSummaries.Event(summaryClass, content)], [], CancellationToken.None);
            if (result.Stored)
            {
                Console.WriteLine($"{(int)summaryClass} {result.Seqs[0]} {content}");
            }
        }
    }
}
