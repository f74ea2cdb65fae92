using EdgeAgent.Inference.Onnx;

namespace EdgeAgent.Tests.Onnx;

/// <summary>Runs that are ended from outside.</summary>
[Collection("runtime")]
public sealed class CancelTests(Runtime runtime)
{
    private const int MostWaitMs = 20_000;
    private const int UnderWayMs = 300;

    [Fact]
    public void An_endless_run_ends_when_another_thread_says_so_and_the_next_run_goes()
    {
        using var session = runtime.Open(Graphs.Loop());
        using var rounds = NativeTensor.Create(runtime.Environment, session.Inputs[0]);
        using var go = NativeTensor.Create(runtime.Environment, session.Inputs[1]);
        using var x = runtime.Floats([0.5f], 1);
        using var binding = session.CreateBinding();
        binding.BindInput(0, rounds);
        binding.BindInput(1, go);
        binding.BindInput(2, x);
        binding.BindOutput(0);
        go.Data<bool>()[0] = true;
        rounds.Data<long>()[0] = long.MaxValue;
        using var options = new OrtRunOptions(runtime.Environment.Library);
        CheckEnds(binding, options);

        rounds.Data<long>()[0] = 10;
        Assert.Throws<OperationCanceledException>(() => binding.Run(options));
        options.Reset();
        binding.Run(options);
        Assert.Equal([10.5f], binding.Output<float>(0));
    }

    [Fact]
    public void A_long_chain_ends_between_two_operators()
    {
        // Some ten milliseconds for each operator, about a minute for all.
        using var session = runtime.Open(Graphs.Product(640, 6000));
        using var a = NativeTensor.Create(runtime.Environment, session.Inputs[0]);
        using var b = NativeTensor.Create(runtime.Environment, session.Inputs[1]);
        using var z = NativeTensor.Create(runtime.Environment, session.Outputs[0]);
        using var binding = session.CreateBinding();
        binding.BindInput(0, a);
        binding.BindInput(1, b);
        binding.BindOutput(0, z);
        using var options = new OrtRunOptions(runtime.Environment.Library);
        CheckEnds(binding, options);
    }

    [Fact]
    public void A_failure_that_nobody_asked_for_is_no_cancellation()
    {
        using var session = runtime.Open(Graphs.Open);
        using var x = runtime.Floats([1, 2], 2);
        using var z = runtime.Floats([0], 1);
        using var binding = session.CreateBinding();
        binding.BindInput(0, x);
        binding.BindOutput(0, z);
        using var options = new OrtRunOptions(runtime.Environment.Library);
        Assert.Throws<OrtException>(() => binding.Run(options));
    }

    [Fact]
    public void Options_that_were_disposed_are_refused()
    {
        using var session = runtime.Open(Graphs.Open);
        using var x = runtime.Floats([1], 1);
        using var binding = session.CreateBinding();
        binding.BindInput(0, x);
        binding.BindOutput(0);
        var options = new OrtRunOptions(runtime.Environment.Library);
        options.Dispose();
        Assert.Throws<ObjectDisposedException>(options.Terminate);
        Assert.Throws<ObjectDisposedException>(() => binding.Run(options));
        binding.Run();
        Assert.Equal([2f], binding.Output<float>(0));
    }

    private static void CheckEnds(OrtBinding binding, OrtRunOptions options)
    {
        Exception? thrown = null;
        var thread = new Thread(() => thrown = Record.Exception(() => binding.Run(options)));
        thread.Start();
        Assert.False(thread.Join(UnderWayMs), $"the run ended by itself: {thrown}");
        var begun = TimeProvider.System.GetTimestamp();
        options.Terminate();
        Assert.True(thread.Join(MostWaitMs), "the run did not end");
        TestContext.Current.TestOutputHelper!.WriteLine($"ended after {TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds:0.0} ms");
        var cause = Assert.IsType<OrtException>(Assert.IsType<OperationCanceledException>(thrown).InnerException);
        Assert.Equal((OrtErrorCode.Fail, "RunWithBinding"), (cause.Code, cause.Operation));
        Assert.True(options.IsTerminated);
    }
}
