using System.Globalization;
using EdgeAgent.Tests.Crash.Faults;
using EdgeAgent.Tests.Crash.Load;

namespace EdgeAgent.Tests.Crash;

/// <summary>Runs the tests, or with an argument of its own one of the children that they start.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => args switch
    {
        ["--append", var folder, var first] => AppendChild.RunAsync(folder, Int(first)),
        ["--load", var folder, var marks, var seed, var minutes] => LoadChild.RunAsync(folder, marks, Int(seed), Int(minutes)),
        ["--faults", var folder, var kinds, var error, var count, var first, var step] => FaultChild.RunAsync(folder, Int(kinds), Int(error), Int(count), Int(first), Int(step)),
        _ => Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
    };

    private static int Int(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
