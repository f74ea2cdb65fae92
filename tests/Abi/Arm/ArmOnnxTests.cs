using System.Runtime.InteropServices;
using EdgeAgent.Inference.Onnx;
using EdgeAgent.Tests.Support;
using EdgeAgent.Tests.Support.Onnx;

namespace EdgeAgent.Tests.Abi.Arm;

/// <summary>ONNX Runtime's library for arm64 at work: the binding's calls on an emulated processor, and what they give beside what the binding gives here.</summary>
public sealed class ArmOnnxTests(ITestOutputHelper output)
{
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
        using var folder = new TempFolder();
        var runtime = Runtime();
        var expected = ByBinding(runtime, SmallModelIn(folder), ProbePictures.Made(SmallModel.Edge), folder["input"]);
        using var probe = new ChildProcess(OnnxProbe.Build("gcc", folder), [Path.Combine(runtime, OnnxFolder.Library), folder["model.onnx"], folder["input"]]);
        Assert.True(probe.WaitForExit(RunMs) == 0, probe.All);
        var run = ProbeRun.Read(probe.Output);
        Assert.All(Compare(expected, run), d => Assert.Equal(0, d.Largest));
        Assert.Contains("RunWithBinding", run["ended"], StringComparison.Ordinal);
        Assert.StartsWith($"CreateSessionFromArray {(int)OrtErrorCode.InvalidProtobuf} ", run["refused"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_model_gives_the_same_on_arm64()
    {
        using var folder = new TempFolder();
        OnArm(folder, SmallModelIn(folder), ProbePictures.Made(SmallModel.Edge));
    }

    [Fact]
    public void The_detection_model_gives_the_same_on_arm64()
    {
        var modules = Environment.GetEnvironmentVariable("EDGE_MODULES_DIR");
        var model = Path.Combine(modules ?? "", "nanodet-g", "model.onnx");
        Assert.SkipUnless(File.Exists(model), "no nanodet-g in EDGE_MODULES_DIR: run packaging/model and name artifacts/modules");
        using var folder = new TempFolder();
        var expected = OnArm(folder, model, ProbePictures.OfPeople(folder));

        // There are people in it: the scores are more than the noise of an empty picture.
        Assert.True(expected.Any(e => e.Name.StartsWith("Identity", StringComparison.Ordinal) && e.Shape[^1] == 80 && Difference.Peak(e.Reals) > 0.4), "the model finds nobody");
    }

    private List<ProbeOutput> OnArm(TempFolder folder, string model, float[] picture)
    {
        var library = ArmMachine.Library();
        var expected = ByBinding(Runtime(), model, picture, folder["input"]);
        var probe = OnnxProbe.Build("aarch64-linux-gnu-gcc", folder);
        var from = Environment.TickCount64;
        var run = ProbeRun.Read(ArmMachine.Run($"./onnxprobe ./{OnnxFolder.Library} {Path.GetFileName(model)} input", probe, library, model, folder["input"]));
        output.WriteLine($"ONNX Runtime {run["version"]} on arm64: opened in {run["open-ms"]} ms, run in {run["run-ms"]} ms, the whole machine {Environment.TickCount64 - from} ms");
        Assert.All(Compare(expected, run), d => Assert.InRange(d.Excess, 0, 1));
        Assert.StartsWith($"CreateSessionFromArray {(int)OrtErrorCode.InvalidProtobuf} ", run["refused"], StringComparison.Ordinal);
        return expected;
    }

    private static string Runtime()
    {
        var runtime = OnnxFolder.Find(out var reason);
        Assert.SkipWhen(runtime is null, reason);
        return runtime!;
    }

    private static string SmallModelIn(TempFolder folder)
    {
        File.WriteAllBytes(folder["model.onnx"], SmallModel.Make());
        return folder["model.onnx"];
    }

    private static List<ProbeOutput> ByBinding(string runtime, string model, float[] picture, string inputFile)
    {
        Assert.True(OrtLibrary.TryLoad([runtime], out var library, out var fault), fault);
        using var environment = OrtEnvironment.Open(library);
        using var session = OrtSession.Open(environment, model, new OrtSessionOptions { IntraOpThreads = 2 });
        using var binding = session.CreateBinding();
        using var input = NativeTensor.Create(environment, session.Inputs[0].Type, [.. session.Inputs[0].Shape]);
        Assert.Equal(picture.Length, input.ElementCount);
        picture.CopyTo(input.Data<float>());
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

    // Whole numbers must be the same; of the others it is told how far they are apart.
    private List<Difference> Compare(List<ProbeOutput> expected, ProbeRun run)
    {
        Assert.Equal(expected.Select(e => e.ToString()), run.Outputs.Select(o => o.ToString()));
        Assert.Equal(expected.Select(e => e.Bytes.Length), run.Outputs.Select(o => o.Bytes.Length));
        var differences = new List<Difference>();
        foreach (var (here, there) in expected.Zip(run.Outputs))
        {
            if (here.Type != ElementType.Float32)
            {
                Assert.Equal(here.Bytes, there.Bytes);
                continue;
            }

            var difference = Difference.Of(here.Reals, there.Reals);
            output.WriteLine($"{here}: up to {Difference.Peak(here.Reals):F3}, the sum {Sum(here):F6} here, {Sum(there):F6} there; apart {difference.Largest:E1} at most, {difference.Relative:E1} of the number");
            differences.Add(difference);
        }

        return differences;
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
