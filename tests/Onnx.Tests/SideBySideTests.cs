using EdgeAgent.Inference.Onnx;

namespace EdgeAgent.Tests.Onnx;

/// <summary>Bindings of one session on several threads.</summary>
[Collection("runtime")]
public sealed class SideBySideTests(Runtime runtime)
{
    [Fact]
    public void Bindings_of_one_session_run_side_by_side_each_with_its_own_numbers()
    {
        const int Threads = 4;
        using var session = runtime.Open(Graphs.Sum);
        var failures = new Exception?[Threads];
        var threads = Enumerable.Range(0, Threads).Select(i => new Thread(() => failures[i] = Record.Exception(() => SumUp(session, i + 1)))).ToList();
        threads.ForEach(t => t.Start());
        Assert.All(threads, t => Assert.True(t.Join(60_000), "a thread did not end"));
        Assert.All(failures, Assert.Null);
    }

    private void SumUp(OrtSession session, int step)
    {
        const int Runs = 2000;
        using var x = runtime.Floats([step, -step], 2);
        using var first = NativeTensor.Create(runtime.Environment, session.Inputs[1]);
        using var second = NativeTensor.Create(runtime.Environment, session.Outputs[0]);
        using var binding = session.CreateBinding();
        binding.BindInput(0, x);
        binding.BindInput(1, first);
        binding.BindOutput(0, second);
        for (var run = 1; run <= Runs; run++)
        {
            binding.Run();
            Assert.Equal([(float)step * run, -step * run], binding.Output<float>(0));
            binding.Carry(0, 1);
        }
    }
}
