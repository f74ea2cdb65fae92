using EdgeAgent.Buffer;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Buffer;

internal static class BufferFixture
{
    public static readonly BufferOptions Quick = new() { BudgetBytes = 64 << 20, CommitMs = 1 };

    public static async Task<ISummaryBuffer> OpenAsync(string folder, BufferOptions? options = null, ManualClock? clock = null)
    {
        var opened = await BufferStore.OpenAsync(folder, options ?? Quick, clock ?? new ManualClock(), NullLogger.Instance);
        Assert.True(opened.Buffer is not null, opened.Fault);
        return opened.Buffer;
    }

    public static ValueTask<AppendResult> AppendAsync(this ISummaryBuffer buffer, params Summary[] summaries) =>
        buffer.AppendAsync(summaries, [], CancellationToken.None);

    /// <summary>Until the writer has done its upkeep after everything that was asked before.</summary>
    public static Task SettleAsync(this ISummaryBuffer buffer) => buffer.RemoveConsumerAsync("nobody", CancellationToken.None);

    public static async Task FillAsync(this ISummaryBuffer buffer, SummaryClass summaryClass, int count, int padding = 0)
    {
        var result = await buffer.AppendAsync([.. Enumerable.Range(1, count).Select(i => TestSummaries.Event(summaryClass, i, padding))]);
        Assert.True(result.Stored, result.Fault);
    }
}
