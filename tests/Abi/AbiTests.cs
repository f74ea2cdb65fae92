using System.Globalization;
using System.Text;
using EdgeAgent.Tests.Support;
using EdgeAgent.Tests.Support.Onnx;

namespace EdgeAgent.Tests.Abi;

/// <summary>Our declarations beside what the C compilers of both processors say.</summary>
public sealed class AbiTests(ITestOutputHelper output)
{
    private const string ArmCompiler = "aarch64-linux-gnu-gcc";
    private static readonly string[] ArmRunner = ["qemu-aarch64-static", "-L", "/usr/aarch64-linux-gnu"];

    [Fact]
    public void Declarations_are_right_on_x86_64() => Check("gcc", []);

    [Fact]
    public void Declarations_are_right_on_arm64()
    {
        SkipWithoutArm();
        Check(ArmCompiler, ArmRunner);
    }

    [Fact]
    public void Libmosquitto_is_as_declared_on_arm64()
    {
        SkipWithoutArm();
        Assert.SkipUnless(File.Exists("/usr/include/mosquitto.h"), "libmosquitto-dev is missing");
        Compare(Ask(ArmCompiler, ArmRunner, MosquittoTable.Headers, MosquittoTable.Rows), MosquittoTable.Rows);
    }

    [Fact]
    public void Libmosquitto_answers_as_declared()
    {
        Assert.SkipUnless(File.Exists("/usr/include/mosquitto.h"), "libmosquitto-dev is missing");
        Compare(Ask("gcc", [], MosquittoTable.Headers, MosquittoTable.Rows), MosquittoTable.Rows);
    }

    [Fact]
    public void Onnx_runtime_answers_as_declared() => Compare(Ask("gcc", [], OnnxHeaders(), OnnxTable.Rows), OnnxTable.Rows);

    [Fact]
    public void Onnx_runtime_is_as_declared_on_arm64()
    {
        SkipWithoutArm();
        Compare(Ask(ArmCompiler, ArmRunner, OnnxHeaders(), OnnxTable.Rows), OnnxTable.Rows);
    }

    private static IEnumerable<string> OnnxHeaders()
    {
        var folder = OnnxFolder.FindHeaders(out var reason);
        Assert.SkipWhen(folder is null, reason);
        return OnnxTable.Headers.Select(h => h.StartsWith("onnx", StringComparison.Ordinal) ? Path.Combine(folder!, h) : h);
    }

    private static void SkipWithoutArm()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/aarch64-linux-gnu-gcc"), "gcc-aarch64-linux-gnu is missing");
        Assert.SkipUnless(File.Exists("/usr/bin/qemu-aarch64-static"), "qemu-user-static is missing");
    }

    private void Check(string compiler, string[] runner) => Compare(Ask(compiler, runner, AbiTable.Headers, AbiTable.Rows), AbiTable.Rows);

    private void Compare(long[] answers, IReadOnlyList<(string Expression, long Value)> rows)
    {
        Assert.Equal(rows.Count, answers.Length);
        var wrong = rows.Zip(answers).Where(p => p.First.Value != p.Second).Select(p => $"{p.First.Expression} is {p.Second}, declared {p.First.Value}").ToList();
        output.WriteLine($"{rows.Count} compared");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static long[] Ask(string compiler, string[] runner, IEnumerable<string> headers, IReadOnlyList<(string Expression, long Value)> rows)
    {
        using var folder = new TempFolder();
        var program = new StringBuilder("#define _GNU_SOURCE\n#include <stdio.h>\n");
        foreach (var header in headers)
        {
            program.Append(CultureInfo.InvariantCulture, $"#include <{header}>\n");
        }

        program.Append("int main(void)\n{\n");
        foreach (var (expression, _) in rows)
        {
            program.Append(CultureInfo.InvariantCulture, $"    printf(\"%lld\\n\", (long long)({expression}));\n");
        }

        File.WriteAllText(folder["abi.c"], program.Append("    return 0;\n}\n").ToString());
        using (var gcc = new ChildProcess(compiler, ["-o", folder["abi"], folder["abi.c"]]))
        {
            Assert.True(gcc.WaitForExit(60_000) == 0, gcc.All);
        }

        string[] command = [.. runner, folder["abi"]];
        using var run = new ChildProcess(command[0], command[1..]);
        Assert.True(run.WaitForExit(30_000) == 0, run.All);
        return [.. run.Output.Select(l => long.Parse(l, CultureInfo.InvariantCulture))];
    }
}
