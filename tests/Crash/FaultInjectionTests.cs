using EdgeAgent.Tests.Crash.Recording;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Crash;

/// <summary>
/// Full, broken and read-only disks at every statement: a script is lived over and over in a child, each time with another of its calls to the disk failing, once or from
/// there on for a while. Nothing confirmed is lost, a denied batch leaves no trace, and storing works again once the disk does.
/// </summary>
public sealed class FaultInjectionTests
{
    private const int Writes = 1 | 2 | 8 | 16;
    private const int Syncs = 4;
    private const int NoSpace = 28;
    private const int InputOutput = 5;
    private const int ReadOnly = 30;
    private const int Once = 1;
    private const int ForAWhile = 1_000_000;

    // A disk that was full once is mostly answered by making room, not by a denial: it takes more calls to meet some.
    [Theory]
    [InlineData("no space, once", Writes | Syncs, NoSpace, Once, 4)]
    [InlineData("no space for a while", Writes, NoSpace, ForAWhile, 11)]
    [InlineData("input/output error, once", Writes | Syncs, InputOutput, Once, 11)]
    [InlineData("input/output errors for a while", Writes | Syncs, InputOutput, ForAWhile, 11)]
    [InlineData("flushes alone fail for a while", Syncs, InputOutput, ForAWhile, 11)]
    [InlineData("read-only for a while", Writes, ReadOnly, ForAWhile, 11)]
    public void Every_call_to_the_disk_may_fail(string what, int kinds, int error, int count, int every)
    {
        using var folder = new MemoryFolder();
        var library = Recorder.Build(folder.Path);
        var step = LongRuns.Rounds(every, 1);
        var first = 1 + (TestSeed.Draw() % step);
        using var child = new ChildProcess(
            Path.Combine(AppContext.BaseDirectory, "Crash"),
            ["--faults", folder.Path, $"{kinds}", $"{error}", $"{count}", $"{first}", $"{step}"],
            Recorder.Environment(library, folder.Path));
        var status = child.WaitForExit(540_000);
        Assert.True(status == 0, $"{what}: {status?.ToString() ?? "no end"}: {child.All}");
        var line = child.Output.Single(l => l.StartsWith("runs ", StringComparison.Ordinal));
        TestContext.Current.TestOutputHelper!.WriteLine($"{what}: every {step}. call from {first} on: {line}");
        var words = line.Split(' ');
        Assert.True(int.Parse(words[1]) > 20 && int.Parse(words[3]) > 10 && int.Parse(words[5]) > 20 && int.Parse(words[7]) > 20, line);
    }
}
