using System.Diagnostics;
using System.Globalization;
using EdgeAgent.Buffer;
using EdgeAgent.Tests.Crash.Faults;
using EdgeAgent.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Crash.Load;

/// <summary>The child that runs a <see cref="BufferLoad"/>. With EDGE_MARK_DEVICE it marks that dm-log-writes device after every ten minutes of windows; with
/// EDGE_LOAD_FAULTS the recording layer lets its disk fail now and then.</summary>
internal static class LoadChild
{
    private const int NoSpace = 28;
    private const int InputOutput = 5;

    /// <summary>Small, so that a short load makes the buffer release, merge and evict.</summary>
    public static BufferOptions Options { get; } = new()
    {
        BudgetBytes = 384 << 10, CommitMs = 1, EvictRecords = 60, MergeRecords = 200,
    };

    public static async Task<int> RunAsync(string folder, string marksPath, int seed, int minutes)
    {
        using var marks = new Marks(marksPath);
        var opened = await BufferStore.OpenAsync(folder, Options, new ManualClock(), NullLogger.Instance);
        if (opened.Buffer is not { } buffer)
        {
            await Console.Error.WriteLineAsync(opened.Fault);
            return 1;
        }

        marks.Write(Ledger.OpenMark(buffer));
        Console.WriteLine("open");
        var device = Environment.GetEnvironmentVariable("EDGE_MARK_DEVICE");
        var number = 0;
        var isOver = new CancellationTokenSource();
        var faults = Environment.GetEnvironmentVariable("EDGE_LOAD_FAULTS") is null ? Task.CompletedTask : FailAtTimesAsync(new Random(seed), isOver.Token);
        await new BufferLoad(buffer, marks, seed) { OnTenMinutes = device is null ? null : () => MarkDevice(device, marks, ++number) }.RunAsync(minutes);
        await isOver.CancelAsync();
        await faults;
        await buffer.DisposeAsync();
        marks.Write("closed");
        Console.WriteLine("closed");
        return 0;
    }

    private static async Task FailAtTimesAsync(Random random, CancellationToken isOver)
    {
        const int WritesAndSyncs = 1 | 2 | 4;
        while (!isOver.IsCancellationRequested)
        {
            await Task.Delay(random.Next(30), CancellationToken.None);
            FaultSwitch.On(WritesAndSyncs, random.Next(1, 40), random.Next(1, 4), random.Next(3) == 0 ? NoSpace : InputOutput);
        }

        FaultSwitch.Off();
    }

    // What was confirmed before `marking` is on the device before the mark; what is asked after `marked` is after it.
    private static void MarkDevice(string device, Marks marks, int number)
    {
        var name = number.ToString(CultureInfo.InvariantCulture);
        marks.Write($"marking {name}");
        using var process = Process.Start("dmsetup", ["message", device, "0", "mark", name]);
        process.WaitForExit();
        marks.Write($"marked {name}");
    }
}
