using EdgeAgent.Tests.Support;
using EdgeAgent.Tests.Support.Onnx;

namespace EdgeAgent.Tests.Abi.Arm;

/// <summary>
/// The test bed's emulated Cortex-A72 under an arm64 kernel. EDGE_TESTBED names the folder with run-arm64-program.sh, EDGE_TESTBED_WORK the one in which it keeps its kernel (left out: one in
/// the system's folder for temporary files). Without the test bed, its programs or ONNX Runtime's library for arm64 a test is skipped.
/// </summary>
internal static class ArmMachine
{
    private const string Rid = "linux-arm64";
    private const int LimitS = 200;
    private static readonly string[] Programs = ["qemu-system-aarch64", "cpio", "aarch64-linux-gnu-gcc"];

    /// <summary>ONNX Runtime's library for arm64; skips the test where the machine or the library is missing.</summary>
    public static string Library()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Bed), "there is no test bed: EDGE_TESTBED is not set");
        var missing = Programs.FirstOrDefault(p => !File.Exists(Path.Combine("/usr/bin", p)));
        Assert.SkipWhen(missing is not null, $"{missing} is missing");
        var folder = OnnxFolder.FindFor(Rid, out var reason);
        Assert.SkipWhen(folder is null, reason);
        return Path.Combine(folder!, OnnxFolder.Library);
    }

    /// <summary>Runs a command beside the files; what it printed. Fails when it does.</summary>
    public static IReadOnlyCollection<string> Run(string command, params string[] files)
    {
        var work = Environment.GetEnvironmentVariable("EDGE_TESTBED_WORK");
        var environment = new Dictionary<string, string>
        {
            ["T"] = string.IsNullOrEmpty(work) ? Path.Combine(Path.GetTempPath(), "edge-testbed") : work, ["LIMIT"] = $"{LimitS}",
        };
        using var machine = new ChildProcess(Path.Combine(Bed!, "run-arm64-program.sh"), [command, .. files], environment);
        var status = machine.WaitForExit((LimitS + 100) * 1_000);
        Assert.True(status == 0, $"the arm64 machine ended with {status?.ToString() ?? "nothing"}: {string.Join('\n', machine.Output.TakeLast(40).Select(l => l[..Math.Min(l.Length, 300)]).Concat(machine.Error))}");
        return machine.Output;
    }

    private static string? Bed => Environment.GetEnvironmentVariable("EDGE_TESTBED");
}
