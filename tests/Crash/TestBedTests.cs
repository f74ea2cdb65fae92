using System.Globalization;
using EdgeAgent.Buffer;
using EdgeAgent.Tests.Crash.Load;
using EdgeAgent.Tests.Crash.TestBed;
using EdgeAgent.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Crash;

/// <summary>Power cuts under a real kernel: the load runs on ext4 over dm-log-writes and over dm-flakey in the test bed; the disks that it leaves are mounted and checked here.</summary>
public sealed class TestBedTests
{
    private static readonly int Minutes = LongRuns.Rounds(120, 400);
    private static readonly int Cuts = LongRuns.Rounds(500, 4_000);
    private static readonly int Rounds = LongRuns.Rounds(4, 16);

    private readonly LedgerFigures _figures = new();
    private readonly int _seed = TestSeed.Draw();

    [Fact]
    public async Task What_a_cut_leaves_of_the_writes_to_the_device_mounts_and_opens_with_all_that_was_confirmed()
    {
        Say($"seed {_seed}");
        using var folder = new MemoryFolder();
        GuestMachine.Run(folder.Path, "record.sh", GuestMachine.Load(_seed, Minutes));
        var writes = DeviceLog.ReadAll(folder["log.img"]);
        var marks = await File.ReadAllLinesAsync(folder["marks"]);
        Assert.True(writes.Count > 500 && writes.Max(w => w.Mark) == Minutes / 10, $"{writes.Count} writes, {marks.Length} marks");
        var random = new Random(_seed);
        var points = Enumerable.Range(0, Cuts).Select(_ => random.Next(writes.Count)).Order().ToList();
        var disk = new DeviceDisk(await File.ReadAllBytesAsync(folder["base.img"]));
        for (int i = 0, point = 0; point < points.Count; i++)
        {
            for (; point < points.Count && points[point] == i; point++)
            {
                await File.WriteAllBytesAsync(folder["cut.img"], disk.Cut(random));
                await CheckAsync(folder, folder["cut.img"], LedgerAt(writes, i, marks), $"seed {_seed}, cut {point} before write {i} of {writes.Count}");
            }

            disk.Take(writes[i]);
        }

        Say($"{Cuts} cuts in {writes.Count} writes: {_figures}");
        Assert.True(_figures is { Records: > 1_000, Released: > 10 }, $"the load did not do all that it should: {_figures}");
    }

    [Fact]
    public async Task A_disk_that_drops_its_writes_silently_from_a_moment_on_has_all_that_was_confirmed_before()
    {
        Say($"seed {_seed}");
        using var folder = new MemoryFolder();
        GuestMachine.Run(folder.Path, "drop-writes.sh", [$"{Rounds}", $"{_seed % 32_768}", .. GuestMachine.Load(_seed, 100_000)]);
        for (var round = 1; round <= Rounds; round++)
        {
            var cut = int.Parse(await File.ReadAllTextAsync(folder[$"cut-{round}"]), CultureInfo.InvariantCulture);
            var marks = await File.ReadAllTextAsync(folder[$"marks-{round}"]);
            var ledger = new Ledger();
            var sure = marks[..cut].Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Take(ledger, sure, isSure: true);
            Take(ledger, marks[cut..].Split('\n', StringSplitOptions.RemoveEmptyEntries), isSure: false);
            Say($"round {round}: {sure.Length} marks before the cut");
            await CheckAsync(folder, folder[$"data-{round}.img"], ledger, $"seed {_seed}, round {round}");
        }

        Assert.True(_figures.Records > 100, $"too little was stored: {_figures}");
    }

    // Confirmed is what was written down before the last mark in the log; asked is what was written down before the next.
    private static Ledger LedgerAt(List<DeviceWrite> writes, int before, string[] marks)
    {
        var last = writes.Take(before).Max(w => (int?)w.Mark) ?? 0;
        var sure = last == 0 ? 0 : Array.IndexOf(marks, $"marking {last}");
        var next = Array.IndexOf(marks, $"marked {last + 1}");
        var ledger = new Ledger();
        Take(ledger, marks.Take(sure), isSure: true);
        Take(ledger, marks.Take(next < 0 ? marks.Length : next).Skip(sure), isSure: false);
        return ledger;
    }

    private static void Take(Ledger ledger, IEnumerable<string> marks, bool isSure)
    {
        foreach (var mark in marks)
        {
            ledger.Take(mark, isSure);
        }
    }

    private async Task CheckAsync(MemoryFolder folder, string image, Ledger ledger, string where)
    {
        using var mounted = new MountedImage(image, folder["mount"], where);
        var opened = await BufferStore.OpenAsync(folder["mount/data"], LoadChild.Options, new ManualClock(), NullLogger.Instance);
        Assert.True(opened.Buffer is not null, $"{where}: {opened.Fault}");
        await using var buffer = opened.Buffer;
        var aside = string.Join(", ", Directory.GetFiles(folder["mount/data/buffer"], "*corrupt*"));
        Assert.True(aside.Length == 0 || ledger.Epoch is null, $"{where}: a store that had been open is set aside: {aside}");
        _figures.Add(LedgerCheck.Run(buffer, ledger, where));
        await LedgerCheck.GoOnAsync(buffer, where);
    }

    private static void Say(string text) => TestContext.Current.TestOutputHelper!.WriteLine(text);
}
