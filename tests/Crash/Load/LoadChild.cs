using System.Diagnostics;
using System.Globalization;
using EdgeAgent.Buffer;
using EdgeAgent.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Crash.Load;

/// <summary>The child that runs a <see cref="BufferLoad"/>. With EDGE_MARK_DEVICE it marks that dm-log-writes device after every ten minutes of windows.</summary>
internal static class LoadChild
{
    /// <summary>Small, so that a short load makes the buffer release, merge and evict.</summary>
    public static BufferOptions Options { get; } = new()
    {
        BudgetBytes = 512 << 10, CommitMs = 1, EvictRecords = 60, MergeRecords = 200,
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
        await new BufferLoad(buffer, marks, seed) { OnTenMinutes = device is null ? null : () => MarkDevice(device, marks, ++number) }.RunAsync(minutes);
        await buffer.DisposeAsync();
        marks.Write("closed");
        Console.WriteLine("closed");
        return 0;
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
