using EdgeAgent.Tests.Support;

namespace EdgeCtl.Tests;

/// <summary>The edgectl that these tests are built with, as a process.</summary>
internal static class Edgectl
{
    public static ChildProcess Start(params string[] arguments) => new(Path.Combine(AppContext.BaseDirectory, "edgectl"), arguments);

    /// <summary>Runs it to its end.</summary>
    public static (int? Status, string All) Run(params string[] arguments)
    {
        using var process = Start(arguments);
        var status = process.WaitForExit(30_000);
        return (status, process.All);
    }
}
