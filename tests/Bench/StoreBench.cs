using System.Diagnostics;
using System.Globalization;
using EdgeAgent.Buffer;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Bench;

/// <summary>Durable appends per second, the size of a routine window on disk, and the opening of a store with a million summaries. The peer is a C program on libsqlite3.</summary>
internal static class StoreBench
{
    private const int Million = 1_000_000;
    private static readonly int[] Batches = [1, 20, 200, 1_000];

    public static IReadOnlyList<Row> Run()
    {
        var seconds = int.TryParse(Environment.GetEnvironmentVariable("EDGE_BENCH_SECONDS"), CultureInfo.InvariantCulture, out var s) ? Math.Clamp(s, 1, 60) : 5;
        using var folder = new TempFolder();
        var peer = Compile(folder);
        var rows = new List<Row>();
        foreach (var batch in Batches)
        {
            // Turns, so that a machine that grows busy slows both.
            var (ours, theirs) = (0.0, 0.0);
            for (var turn = 0; turn < 2; turn++)
            {
                ours += AppendAsync(folder[$"ours-{batch}-{turn}"], batch, seconds).GetAwaiter().GetResult() / 2;
                theirs += peer is null ? 0 : Ask(peer, "append", folder[$"theirs-{batch}-{turn}.db"], Text(batch), Text(RecordBytes()), Text(seconds)) / 2;
            }

            rows.Add(new Row($"durable appends, {batch} in a transaction", "1/s", ours, peer is null ? null : theirs, "C on libsqlite3, same batches", "0.9 of the peer"));
        }

        rows.AddRange(OpenAsync(folder, peer).GetAwaiter().GetResult());
        return rows;
    }

    private static BufferOptions Options(int batch) => new() { BudgetBytes = 4L << 30, BatchSummaries = batch };

    private static int RecordBytes() => StoredRecord.Write(SummaryClass.Routine, Million, Million, TestSummaries.Window(1)).Length;

    private static async Task<double> AppendAsync(string path, int batch, int seconds)
    {
        var opened = await BufferStore.OpenAsync(path, Options(batch), new ManualClock(), NullLogger.Instance);
        await using var buffer = opened.Buffer ?? throw new InvalidOperationException(opened.Fault);
        var summaries = Enumerable.Range(0, batch).Select(TestSummaries.Window).ToArray();
        var clock = Stopwatch.StartNew();
        long appended = 0;
        while (clock.Elapsed.TotalSeconds < seconds)
        {
            var result = await buffer.AppendAsync(summaries, [], CancellationToken.None);
            appended += result.Stored ? batch : throw new InvalidOperationException(result.Fault);
        }

        return appended / clock.Elapsed.TotalSeconds;
    }

    private static async Task<IReadOnlyList<Row>> OpenAsync(TempFolder folder, string? peer)
    {
        var path = folder["million"];
        var opened = await BufferStore.OpenAsync(path, Options(5_000), new ManualClock(), NullLogger.Instance);
        await using (var buffer = opened.Buffer!)
        {
            for (var i = 0; i < Million; i += 5_000)
            {
                await buffer.AppendAsync([.. Enumerable.Range(i, 5_000).Select(TestSummaries.Window)], [], CancellationToken.None);
            }
        }

        var bytes = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith("reserve", StringComparison.Ordinal)).Sum(f => new FileInfo(f).Length);
        var clock = Stopwatch.StartNew();
        opened = await BufferStore.OpenAsync(path, Options(5_000), new ManualClock(), NullLogger.Instance);
        var openMs = clock.Elapsed.TotalMilliseconds;
        await using (opened.Buffer!)
        {
            if (opened.Buffer!.Store.Heads.Routine != Million)
            {
                throw new InvalidOperationException("the store did not open with what was put in");
            }
        }

        var peerMs = peer is null ? (double?)null : Ask(peer, "count", Path.Combine(path, "buffer", "edge.db"));
        return
        [
            new Row("opening a store with 1,000,000 summaries", "ms", openMs, peerMs, "C on libsqlite3: open, newest id", "200"),
            new Row("a routine window, encoded", "B", RecordBytes(), null, "", "150"),
            new Row("a routine window, on disk", "B", (double)bytes / Million, null, "", "150"),
        ];
    }

    private static string? Compile(TempFolder folder)
    {
        var program = folder["append"];
        using var gcc = new ChildProcess("gcc", ["-O2", "-Wall", Path.Combine(AppContext.BaseDirectory, "native", "append.c"), "-lsqlite3", "-o", program]);
        if (gcc.WaitForExit(60_000) == 0)
        {
            return program;
        }

        Console.Error.WriteLine("store: no peer, gcc or libsqlite3-dev is missing");
        return null;
    }

    private static double Ask(string peer, params string[] arguments)
    {
        using var child = new ChildProcess(peer, arguments);
        if (child.WaitForExit(120_000) != 0)
        {
            throw new InvalidOperationException($"the peer failed: {child.All}");
        }

        return double.Parse(child.Output.First(), CultureInfo.InvariantCulture);
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
