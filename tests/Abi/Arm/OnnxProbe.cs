using System.Globalization;
using System.Reflection;
using EdgeAgent.Inference.Onnx;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Abi.Arm;

/// <summary>
/// probe/onnxprobe.c: a C program that makes the binding's calls. Its slots and numbers are the binding's own, so that a slot which is wrong for a processor's library is wrong here too.
/// </summary>
internal static class OnnxProbe
{
    private const int CompileMs = 60_000;

    /// <summary>The C source.</summary>
    public static string Source => Path.Combine(AppContext.BaseDirectory, "probe", "onnxprobe.c");

    /// <summary>Functions of the binding.</summary>
    public static IEnumerable<FieldInfo> Slots => typeof(OrtSlot).GetFields(BindingFlags.Public | BindingFlags.Static);

    /// <summary>Builds it; its path.</summary>
    public static string Build(string compiler, TempFolder folder)
    {
        string[] numbers =
        [
            .. Slots.Select(s => string.Create(CultureInfo.InvariantCulture, $"SLOT_{s.Name} {s.GetRawConstantValue()}")),
            $"API_VERSION {OrtApi.Version}", $"DEVICE_ALLOCATOR {OrtNumbers.DeviceAllocator}", $"DEFAULT_MEMORY {OrtNumbers.DefaultMemory}",
            $"LOG_WARNING {(int)OrtLogLevel.Warning}", $"OPTIMISE_ALL {(int)GraphOptimisation.All}", $"TYPE_FLOAT32 {(int)ElementType.Float32}", $"TYPE_INT64 {(int)ElementType.Int64}",
            $"INTRA_OP_SPINNING \"{OrtNumbers.IntraOpSpinningKey}\"", $"INTER_OP_SPINNING \"{OrtNumbers.InterOpSpinningKey}\"",
        ];
        File.WriteAllLines(folder["slots.h"], numbers.Select(n => $"#define {n}"));
        using var gcc = new ChildProcess(compiler, ["-O2", "-Wall", "-Wextra", "-Werror", "-I", folder.Path, "-o", folder["onnxprobe"], Source, "-ldl"]);
        Assert.True(gcc.WaitForExit(CompileMs) == 0, gcc.All);
        return folder["onnxprobe"];
    }
}
