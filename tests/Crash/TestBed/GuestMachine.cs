using System.Runtime.InteropServices;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Crash.TestBed;

/// <summary>The test bed's virtual machine with a device mapper; see EDGE_TESTBED.</summary>
internal static class GuestMachine
{
    private const int LimitS = 400;

    /// <summary>Runs a script of testbed/ and then this program's child in the guest; what they leave is in <paramref name="share"/>. Skips the test without a test bed.</summary>
    public static void Run(string share, string script, params string[] arguments)
    {
        var bed = Environment.GetEnvironmentVariable("EDGE_TESTBED");
        Assert.SkipWhen(string.IsNullOrEmpty(bed), "there is no test bed: EDGE_TESTBED is not set");
        var runtime = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        var path = Path.Combine(AppContext.BaseDirectory, "testbed", script);
        using var guest = new ChildProcess(
            Path.Combine(bed!, "run-uml.sh"),
            [$"export DOTNET_ROOT='{runtime}'; bash '{path}' {string.Join(' ', arguments)}"],
            new Dictionary<string, string> { ["SHARE"] = share, ["MEM"] = "1G", ["LIMIT"] = $"{LimitS}" });
        var status = guest.WaitForExit((LimitS + 30) * 1_000);
        Assert.True(status == 0, $"{script} ended with {status?.ToString() ?? "nothing"}: {guest.All}");
    }

    /// <summary>The child that the guest runs: a load on the disk that the scripts mount.</summary>
    public static string[] Load(int seed, int minutes) =>
        [$"'{Path.Combine(AppContext.BaseDirectory, "Crash")}'", "--load", "/tmp/disk/data", "/tmp/marks", $"{seed}", $"{minutes}"];
}
