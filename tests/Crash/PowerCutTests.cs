using EdgeAgent.Buffer;
using EdgeAgent.Tests.Crash.Load;
using EdgeAgent.Tests.Crash.Recording;
using EdgeAgent.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Crash;

/// <summary>
/// Power cuts: every write, sync, rename and removal of a real load over the real engine is recorded; at random points the disk is put together as a cut may have left it
/// (<see cref="RecordedDisk"/>), and the store is opened and compared with what had been confirmed. Each life of the load begins with what a cut left of the one before; in every
/// second one the disk fails now and then besides.
/// </summary>
public sealed class PowerCutTests
{
    private const int Minutes = 500;
    private static readonly int Lives = LongRuns.Rounds(4, 20);
    private static readonly int CutsInLife = LongRuns.Rounds(300, 1_000);

    private readonly LedgerFigures _figures = new();
    private int _cuts;

    [Fact]
    public async Task Whatever_a_power_cut_leaves_opens_with_all_that_was_confirmed()
    {
        var seed = TestSeed.Draw();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        using var folder = new MemoryFolder();
        var library = Recorder.Build(folder.Path);
        var random = new Random(seed);
        var ledger = new Ledger();
        var start = new Dictionary<string, byte[]>();
        for (var life = 0; life < Lives; life++)
        {
            var where = $"seed {seed}, life {life}";
            var ops = await RecordAsync(folder, library, start, seed + life, where);
            var marks = ops.Where(o => o.Kind == RecordedKind.Mark).Select(o => o.Text).ToList();
            Assert.Contains("closed\n", marks);
            start = await CutAsync(folder, ops, ledger, start, random, where);
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{_cuts} cuts in {Lives} lives: {_figures}");
        Assert.True(_cuts >= Lives * CutsInLife, $"only {_cuts} cuts");
        Assert.True(_figures is { Gaps: > 100, Merged: > 100, Released: > 100 }, $"the load did not do all that it should: {_figures}");
    }

    private static async Task<List<RecordedOp>> RecordAsync(MemoryFolder folder, string library, Dictionary<string, byte[]> start, int seed, string where)
    {
        var disk = folder[$"disk-{seed}"];
        var log = folder["log"];
        Put(disk, start);
        File.Delete(log);
        using var child = new ChildProcess(
            Path.Combine(AppContext.BaseDirectory, "Crash"),
            ["--load", Path.Combine(disk, "data"), Path.Combine(disk, "marks"), $"{seed}", $"{Minutes}"],
            Recorder.Environment(library, disk, log, withFaults: seed % 2 == 1));
        Assert.True(child.WaitForExit(120_000) == 0, $"{where}: the load failed: {child.All}");
        var ops = RecordedOp.ReadAll(log);
        Directory.Delete(disk, recursive: true);
        return ops;
    }

    // Goes through the recording up to the last point that was drawn: there the next life begins.
    private async Task<Dictionary<string, byte[]>> CutAsync(MemoryFolder folder, List<RecordedOp> ops, Ledger ledger, Dictionary<string, byte[]> start, Random random, string where)
    {
        var points = Points(ops, random);
        var disk = new RecordedDisk(start, random);
        var image = folder["image"];
        for (int i = 0, point = 0; ; i++)
        {
            for (; points[point] == i; point++)
            {
                var left = disk.Cut();
                var isLast = point == points.Count - 1;
                Put(image, left);
                try
                {
                    await CheckAsync(image, ledger, isLast, $"{where}, cut {point} before change {i} of {ops.Count}");
                }
                catch (Xunit.Sdk.XunitException)
                {
                    Keep(left, ops.Take(i));
                    throw;
                }

                // What was recorded after it never was, in the life that goes on from here.
                if (isLast)
                {
                    return left;
                }
            }

            Take(disk, ledger, ops[i]);
        }
    }

    // A recording cannot be made twice: with EDGE_KEEP=FOLDER what led to a failure stays there.
    private static void Keep(Dictionary<string, byte[]> disk, IEnumerable<RecordedOp> ops)
    {
        if (Environment.GetEnvironmentVariable("EDGE_KEEP") is { Length: > 0 } folder)
        {
            Put(folder, disk);
            File.WriteAllLines(Path.Combine(folder, "changes"), ops.Select(o => $"{o.Kind} {o.File} {o.Offset} {(o.Kind == RecordedKind.Write ? $"{o.Bytes.Length}" : o.Text.TrimEnd())}"));
        }
    }

    // Most anywhere, some in the first moments, and some around syncs and changes of names and lengths, where programs go wrong.
    private static List<int> Points(List<RecordedOp> ops, Random random)
    {
        const int FirstMoments = 80;
        var end = random.Next(ops.Count / 2, ops.Count);
        var turns = Enumerable.Range(0, end).Where(i => ops[i].Kind is not (RecordedKind.Write or RecordedKind.Mark)).ToList();
        return [.. Enumerable.Range(0, CutsInLife - 1)
            .Select(n => n % 10 == 0 ? random.Next(FirstMoments) : n % 10 < 4 ? turns[random.Next(turns.Count)] + random.Next(2) : random.Next(end))
            .Append(end)
            .Order()];
    }

    private async Task CheckAsync(string image, Ledger ledger, bool isLast, string where)
    {
        var data = Path.Combine(image, "data");
        Directory.CreateDirectory(data);
        var opened = await BufferStore.OpenAsync(data, LoadChild.Options, new ManualClock(), NullLogger.Instance);
        Assert.True(opened.Buffer is not null, $"{where}: {opened.Fault}");
        await using var buffer = opened.Buffer;
        var aside = string.Join(", ", Directory.GetFiles(Path.Combine(data, "buffer"), "*corrupt*"));
        Assert.True(aside.Length == 0 || ledger.Epoch is null, $"{where}: a store that had been open is set aside: {aside}");
        _figures.Add(LedgerCheck.Run(buffer, ledger, where));
        _cuts++;
        if (isLast)
        {
            ledger.Settle(buffer);
        }
        else
        {
            await LedgerCheck.GoOnAsync(buffer, where);
        }
    }

    private static void Put(string folder, Dictionary<string, byte[]> files)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        foreach (var (path, content) in files)
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, content);
        }
    }

    private static void Take(RecordedDisk disk, Ledger ledger, in RecordedOp op)
    {
        if (op.Kind != RecordedKind.Mark)
        {
            disk.Take(op);
            return;
        }

        foreach (var line in op.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            ledger.Take(line);
        }
    }
}
