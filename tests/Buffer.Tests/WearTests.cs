using System.Globalization;
using System.Text.RegularExpressions;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Buffer;

/// <summary>What storing costs the disk, compared with what the kernel was asked for.</summary>
public sealed partial class WearTests
{
    private const int Minutes = 60;

    [Fact]
    public void A_routine_minute_of_200_points_costs_two_fsyncs_and_what_is_told_is_what_was_done()
    {
        var few = Live(0);
        var many = Live(Minutes);
        var (toldBytes, toldSyncs) = (many.Told.Bytes - few.Told.Bytes, many.Told.Syncs - few.Told.Syncs);
        var (bytes, syncs) = (many.Done.Bytes - few.Done.Bytes, many.Done.Syncs - few.Done.Syncs);
        TestContext.Current.TestOutputHelper!.WriteLine($"{Minutes} minutes: told {toldBytes} bytes and {toldSyncs} fsyncs, done {bytes} and {syncs}");

        // One for the windows, one for the acknowledgement; a checkpoint now and then adds three.
        Assert.InRange(toldSyncs, 2 * Minutes, 2.5 * Minutes);
        Assert.Equal(syncs, toldSyncs);

        // The file of heads is counted as a block each time.
        Assert.InRange(toldBytes, bytes, 1.1 * bytes);
    }

    private static ((long Bytes, long Syncs) Told, (long Bytes, long Syncs) Done) Live(int minutes)
    {
        using var folder = new TempFolder();
        var trace = folder["trace"];
        using var child = new ChildProcess(
            "strace",
            ["-f", "-qq", "-y", "-e", "trace=pwrite64,write,fsync,fdatasync", "-o", trace, Path.Combine(AppContext.BaseDirectory, "Buffer.Tests"), "--minutes", folder["data"], $"{minutes}"]);
        Assert.Equal(0, child.WaitForExit(300_000));
        var words = child.Output.Single(l => l.StartsWith("wear ", StringComparison.Ordinal)).Split(' ');
        var calls = File.ReadLines(trace).Select(l => Call().Match(l)).Where(m => m.Success && m.Groups["path"].Value.Contains("/data/buffer/", StringComparison.Ordinal)).ToList();

        // A call that another thread's comes between stands in two lines, of which the first names the file.
        var syncs = File.ReadLines(trace).Count(l => Sync().IsMatch(l));
        var bytes = calls.Where(m => m.Groups["name"].Value.EndsWith("write64", StringComparison.Ordinal)).Sum(m => long.Parse(m.Groups["result"].Value, CultureInfo.InvariantCulture));
        return ((long.Parse(words[1], CultureInfo.InvariantCulture), long.Parse(words[2], CultureInfo.InvariantCulture)), (bytes, syncs));
    }

    [GeneratedRegex("(fsync|fdatasync)\\(\\d+<[^>]*/data/buffer/[^>]*>")]
    private static partial Regex Sync();

    [GeneratedRegex("(?<name>pwrite64|write|fsync|fdatasync)\\(\\d+<(?<path>[^>]*)>.*= (?<result>\\d+)$")]
    private static partial Regex Call();
}
