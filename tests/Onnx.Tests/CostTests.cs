using System.Globalization;
using EdgeAgent.Inference.Onnx;
using EdgeAgent.Tests.Support;
using EdgeAgent.Tests.Support.Onnx;

namespace EdgeAgent.Tests.Onnx;

/// <summary>What runs and sessions cost in memory, managed and native.</summary>
[Collection("runtime")]
public sealed class CostTests(Runtime runtime, ITestOutputHelper output)
{
    private const int Runs = 10_000;

    // A C program that does nothing else loses 1.5 KB for each refused model and 3.4 KB for each failed run with ONNX Runtime 1.30; a tensor of this test is 64 KB.
    private const int FailureKb = 16;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_allocates_nothing_on_the_managed_heap(bool isOpen)
    {
        using var session = runtime.Open(Graphs.Open);
        using var x = runtime.Floats([1, 2, 3], 3);
        using var z = NativeTensor.Create(runtime.Environment, ElementType.Float32, 3);
        using var count = NativeTensor.Create(runtime.Environment, session.Outputs[1]);
        using var options = new OrtRunOptions(runtime.Environment.Library);
        using var binding = session.CreateBinding();
        binding.BindInput(0, x);
        if (isOpen)
        {
            binding.BindOutput(0);
            binding.BindOutput(1);
        }
        else
        {
            binding.BindOutput(0, z);
            binding.BindOutput(1, count);
        }

        var sum = 0f;
        var allocated = AllocatedBy(() =>
        {
            x.Data<float>()[0]++;
            binding.Run(options);
            sum += binding.Output<float>(0)[0] + binding.Output<long>(1)[0] + binding.OutputShape(0)[0];
        });
        Assert.Equal(0, allocated);
        Assert.True(sum > Runs, "nothing was run");
    }

    [Fact]
    public void Carrying_a_state_and_binding_anew_allocate_nothing_on_the_managed_heap()
    {
        using var session = runtime.Open(Graphs.Sum);
        using var x = runtime.Floats([1, 2], 2);
        using var y = runtime.Floats([2, 1], 2);
        using var first = NativeTensor.Create(runtime.Environment, session.Inputs[1]);
        using var second = NativeTensor.Create(runtime.Environment, session.Outputs[0]);
        using var binding = session.CreateBinding();
        binding.BindInput(1, first);
        binding.BindOutput(0, second);
        var isOdd = false;
        var allocated = AllocatedBy(() =>
        {
            isOdd = !isOdd;
            binding.BindInput(0, isOdd ? x : y);
            binding.Run();
            binding.Carry(0, 1);
        });
        Assert.Equal(0, allocated);
        Assert.Equal(first.Data<float>()[0] + second.Data<float>()[0], first.Data<float>()[1] + second.Data<float>()[1], 3f);
    }

    [Fact]
    public void Ten_thousand_runs_with_made_outputs_leave_no_native_memory_behind()
    {
        // 64 KB a run: 650 MB, if they stayed.
        const int N = 16 * 1024;
        using var session = runtime.Open(Graphs.Open);
        using var x = NativeTensor.Create(runtime.Environment, ElementType.Float32, N);
        using var binding = session.CreateBinding();
        binding.BindInput(0, x);
        binding.BindOutput(0);
        binding.BindOutput(1);
        CheckBounded(32, LongRuns.Rounds(Runs, Runs * 100), () => binding.Run());
    }

    [Fact]
    public void Two_hundred_sessions_leave_no_native_memory_behind()
    {
        // 4 MB of weights a session: 800 MB, if they stayed.
        const int N = 1024;
        var model = new OnnxGraph("weights").Input("x", OnnxGraph.Float, 1, N).Output("z", OnnxGraph.Float, 1, N)
            .Constant("w", new float[N * N], N, N).Node("MatMul", "x w", "z").ToModel();
        CheckBounded(64, LongRuns.Rounds(200, 2000), () =>
        {
            using var session = OrtSession.Open(runtime.Environment, model, new OrtSessionOptions { IntraOpThreads = 2 });
            using var x = NativeTensor.Create(runtime.Environment, session.Inputs[0]);
            using var z = NativeTensor.Create(runtime.Environment, session.Outputs[0]);
            using var binding = session.CreateBinding();
            binding.BindInput(0, x);
            binding.BindOutput(0, z);
            binding.Run();
        });
    }

    [Fact]
    public void Refused_models_and_failed_runs_leave_no_more_behind_than_the_runtime_itself_does()
    {
        var broken = Graphs.Product(4).ToModel().AsMemory(0, 40);
        using var session = runtime.Open(Graphs.Open);
        using var x = NativeTensor.Create(runtime.Environment, ElementType.Float32, 16 * 1024);
        using var z = runtime.Floats([0], 1);
        using var binding = session.CreateBinding();
        binding.BindInput(0, x);
        binding.BindOutput(0, z);
        var rounds = LongRuns.Rounds(4000, 20_000);
        CheckBounded(rounds * FailureKb / 1024, rounds, () =>
        {
            Assert.Throws<OrtException>(() => OrtSession.Open(runtime.Environment, broken.Span));
            Assert.Throws<OrtException>(() => binding.Run());
        });
    }

    // Bytes that this thread allocates in 10,000 rounds, after some that warm up and let code be compiled for good.
    private static long AllocatedBy(Action round)
    {
        for (var i = 0; i < 1000; i++)
        {
            round();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Runs; i++)
        {
            round();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    // A tenth of the rounds shows where the memory settles; the rest may not rise above it by more than the given MB.
    private void CheckBounded(long mostMb, int rounds, Action round)
    {
        for (var i = 0; i < rounds / 10; i++)
        {
            round();
        }

        var before = ResidentKb();
        for (var i = 0; i < rounds; i++)
        {
            round();
        }

        var after = ResidentKb();
        output.WriteLine($"resident {before / 1024} MB after {rounds / 10} rounds, {after / 1024} MB after {rounds} more");
        Assert.True(after - before < mostMb * 1024, $"grew from {before} to {after} KB");
    }

    private static long ResidentKb()
    {
        // The managed heap gives back all that it can: what stays is native.
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var line = File.ReadLines("/proc/self/status").Single(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
