using System.Runtime.InteropServices;
using EdgeAgent.Inference.Onnx;
using EdgeAgent.Tests.Support;
using EdgeAgent.Tests.Support.Onnx;

namespace EdgeAgent.Tests.Abi.Arm;

/// <summary>ONNX Runtime's library for arm64 at work: the binding's calls on an emulated processor, and what they give beside what the binding gives here.</summary>
public sealed class ArmOnnxTests(ITestOutputHelper output)
{
    // Both processors sum in an order of their own. Numbers below a twentieth of an output's largest are measured against that.
    private const double MostDifference = 1e-4;
    private const double Floor = 0.05;
    private const int RunMs = 60_000;

    [Fact]
    public void The_probe_makes_every_call_of_the_binding()
    {
        var source = File.ReadAllText(OnnxProbe.Source);
        Assert.All(OnnxProbe.Slots.Select(s => s.Name), n => Assert.True(source.Contains($"({n},", StringComparison.Ordinal) || source.Contains($"SLOT_{n}]", StringComparison.Ordinal), n));
    }

    [Fact]
    public void The_probe_gives_here_what_the_binding_gives()
    {
        var runtime = OnnxFolder.Find(out var reason);
        Assert.SkipWhen(runtime is null, reason);
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["model.onnx"], SmallModel.Make());
        var expected = ByBinding(runtime!, folder["model.onnx"], folder["input"], -1);
        using var probe = new ChildProcess(OnnxProbe.Build("gcc", folder), [Path.Combine(runtime!, OnnxFolder.Library), folder["model.onnx"], folder["input"]]);
        Assert.True(probe.WaitForExit(RunMs) == 0, probe.All);
        var run = ProbeRun.Read(probe.Output);
        Compare(expected, run, 0);
        Assert.Contains("RunWithBinding", run["ended"], StringComparison.Ordinal);
        Assert.StartsWith($"CreateSessionFromArray {(int)OrtErrorCode.InvalidProtobuf} ", run["refused"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_model_gives_the_same_on_arm64()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["model.onnx"], SmallModel.Make());
        OnArm(folder, folder["model.onnx"], -1);
    }

    [Fact]
    public void The_detection_model_gives_the_same_on_arm64()
    {
        var modules = Environment.GetEnvironmentVariable("EDGE_MODULES_DIR");
        var model = Path.Combine(modules ?? "", "nanodet-g", "model.onnx");
        Assert.SkipUnless(!string.IsNullOrEmpty(modules) && File.Exists(model), "no nanodet-g in EDGE_MODULES_DIR: run packaging/model and name artifacts/modules");
        using var folder = new TempFolder();
        OnArm(folder, model, -2);
    }

    private void OnArm(TempFolder folder, string model, float least)
    {
        var library = ArmMachine.Library();
        var runtime = OnnxFolder.Find(out var reason);
        Assert.SkipWhen(runtime is null, reason);
        var expected = ByBinding(runtime!, model, folder["input"], least);
        var probe = OnnxProbe.Build("aarch64-linux-gnu-gcc", folder);
        var from = Environment.TickCount64;
        var run = ProbeRun.Read(ArmMachine.Run($"./onnxprobe ./{OnnxFolder.Library} {Path.GetFileName(model)} input", probe, library, model, folder["input"]));
        output.WriteLine($"ONNX Runtime {run["version"]} on arm64: opened in {run["open-ms"]} ms, run in {run["run-ms"]} ms, the whole machine {Environment.TickCount64 - from} ms");
        Compare(expected, run, MostDifference);
        Assert.StartsWith($"CreateSessionFromArray {(int)OrtErrorCode.InvalidProtobuf} ", run["refused"], StringComparison.Ordinal);
    }

    private static List<ProbeOutput> ByBinding(string runtime, string model, string inputFile, float least)
    {
        Assert.True(OrtLibrary.TryLoad([runtime], out var library, out var fault), fault);
        using var environment = OrtEnvironment.Open(library);
        using var session = OrtSession.Open(environment, model, new OrtSessionOptions { IntraOpThreads = 2 });
        using var binding = session.CreateBinding();
        using var input = NativeTensor.Create(environment, session.Inputs[0].Type, [.. session.Inputs[0].Shape]);
        SmallModel.Picture(input.Data<float>(), (int)session.Inputs[0].Shape[^1], least);
        File.WriteAllBytes(inputFile, input.Bytes);
        binding.BindInput(0, input);
        for (var i = 0; i < session.Outputs.Count; i++)
        {
            binding.BindOutput(i);
        }

        binding.Run();
        return [.. session.Outputs.Select((o, i) => new ProbeOutput(o.Name, o.Type, binding.OutputShape(i).ToArray(), BytesOf(binding, i, o.Type)))];
    }

    private static byte[] BytesOf(OrtBinding binding, int index, ElementType type) =>
        type == ElementType.Int64 ? MemoryMarshal.AsBytes(binding.Output<long>(index)).ToArray() : MemoryMarshal.AsBytes(binding.Output<float>(index)).ToArray();

    private void Compare(List<ProbeOutput> expected, ProbeRun run, double most)
    {
        Assert.Equal(expected.Select(e => e.ToString()), run.Outputs.Select(o => o.ToString()));
        var worst = 0.0;
        foreach (var (here, there) in expected.Zip(run.Outputs))
        {
            if (here.Type != ElementType.Float32)
            {
                Assert.Equal(here.Bytes, there.Bytes);
                continue;
            }

            var difference = Difference(here, there);
            output.WriteLine($"{here}: the sum is {Sum(here):F6} here, {Sum(there):F6} there; largest difference {difference.Plain:E2}, {difference.Relative:E2} of the number");
            worst = Math.Max(worst, difference.Relative);
        }

        Assert.InRange(worst, 0, most);
    }

    private static (double Plain, double Relative) Difference(ProbeOutput here, ProbeOutput there)
    {
        var (plain, relative, peak) = (0.0, 0.0, 0.0);
        foreach (var real in here.Reals)
        {
            peak = Math.Max(peak, Math.Abs(real));
        }

        for (var i = 0; i < here.Reals.Length; i++)
        {
            // A number that is none is as far away as can be.
            var difference = Math.Abs((double)here.Reals[i] - there.Reals[i]) is var d && double.IsFinite(d) ? d : double.MaxValue;
            (plain, relative) = (Math.Max(plain, difference), Math.Max(relative, difference / Math.Max(Math.Abs(here.Reals[i]), Math.Max(peak * Floor, double.Epsilon))));
        }

        return (plain, relative);
    }

    private static double Sum(ProbeOutput of)
    {
        var sum = 0.0;
        foreach (var real in of.Reals)
        {
            sum += real;
        }

        return sum;
    }
}
