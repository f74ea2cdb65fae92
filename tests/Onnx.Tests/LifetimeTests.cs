using System.Runtime.CompilerServices;
using EdgeAgent.Inference.Onnx;

namespace EdgeAgent.Tests.Onnx;

/// <summary>Disposing in any order, while things are in use, or never.</summary>
[Collection("runtime")]
public sealed class LifetimeTests(Runtime runtime)
{
    [Fact]
    public void A_session_that_was_disposed_first_runs_no_more_and_does_no_harm()
    {
        var session = runtime.Open(Graphs.Open);
        using var x = runtime.Floats([1, 2], 2);
        var binding = session.CreateBinding();
        binding.BindInput(0, x);
        binding.BindOutput(0);
        binding.Run();
        session.Dispose();
        Assert.Equal([2f, 3f], binding.Output<float>(0));
        Assert.Throws<ObjectDisposedException>(() => binding.Run());
        Assert.Throws<ObjectDisposedException>(session.CreateBinding);
        binding.Dispose();
        binding.Dispose();
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => binding.BindInput(0, x));
        Assert.Throws<ObjectDisposedException>(() => binding.Output<float>(0).Length);
    }

    [Fact]
    public void Tensors_that_were_disposed_while_bound_are_kept_by_the_binding()
    {
        using var session = runtime.Open(Graphs.Add);
        using var binding = session.CreateBinding();
        for (var i = 0; i < 100; i++)
        {
            var x = runtime.Floats([1, 2, 3, 4, 5, 6], 2, 3);
            var z = NativeTensor.Create(runtime.Environment, session.Outputs[0]);
            binding.BindInput(0, x);
            binding.BindInput(1, x);
            binding.BindOutput(0, z);
            x.Dispose();
            binding.Run();
            Assert.Equal([2f, 4f, 6f, 8f, 10f, 12f], z.Data<float>());
            z.Dispose();
            binding.Run();
            Assert.Throws<ObjectDisposedException>(() => binding.Output<float>(0).Length);
        }
    }

    [Fact]
    public void All_is_disposed_under_a_run_and_the_run_goes_on_to_its_end()
    {
        using var options = new OrtRunOptions(runtime.Environment.Library);
        var session = runtime.Open(Graphs.Loop());
        var binding = session.CreateBinding();
        var tensors = session.Inputs.Select(i => NativeTensor.Create(runtime.Environment, i)).ToList();
        for (var i = 0; i < tensors.Count; i++)
        {
            binding.BindInput(i, tensors[i]);
        }

        binding.BindOutput(0);
        tensors[0].Data<long>()[0] = long.MaxValue;
        tensors[1].Data<bool>()[0] = true;
        Exception? thrown = null;
        var thread = new Thread(() => thrown = Record.Exception(() => binding.Run(options)));
        thread.Start();
        Assert.False(thread.Join(200), $"the run ended by itself: {thrown}");
        tensors.ForEach(t => t.Dispose());
        session.Dispose();
        binding.Dispose();
        Assert.False(thread.Join(200), $"the run ended by the disposing: {thrown}");
        options.Terminate();
        options.Dispose();
        Assert.True(thread.Join(20_000), "the run did not end");
        Assert.IsType<OperationCanceledException>(thrown);
    }

    [Fact]
    public void The_environment_that_was_disposed_first_lasts_as_long_as_its_sessions()
    {
        var session = runtime.Open(Graphs.Open);
        using var x = runtime.Floats([1, 2], 2);
        using var z = runtime.Floats([0, 0], 2);
        var binding = session.CreateBinding();
        binding.BindInput(0, x);
        binding.BindOutput(0, z);
        runtime.Renew(() =>
        {
            binding.Run();
            Assert.Equal([2f, 3f], binding.Output<float>(0));
            session.Dispose();
            binding.Dispose();
        });
        using var next = runtime.Open(Graphs.Add);
        Assert.Equal(2, next.Inputs.Count);
    }

    [Fact]
    public void What_nobody_disposed_is_collected_in_any_order()
    {
        for (var i = 0; i < 50; i++)
        {
            Leave();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        using var session = runtime.Open(Graphs.Open);
        Assert.Single(session.Inputs);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Leave()
    {
        var session = runtime.Open(Graphs.Open);
        var binding = session.CreateBinding();
        binding.BindInput(0, runtime.Floats([1, 2], 2));
        binding.BindOutput(0);
        binding.BindOutput(1, NativeTensor.Create(runtime.Environment, session.Outputs[1]));
        binding.Run();
        Assert.Equal(3f, binding.Output<float>(0)[1]);
    }
}
