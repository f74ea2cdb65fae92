using EdgeAgent.Inference.Onnx;
using EdgeAgent.Tests.Support.Onnx;

namespace EdgeAgent.Tests.Onnx;

/// <summary>Binding and running: right numbers, and clear words where something does not fit.</summary>
[Collection("runtime")]
public sealed class BindingTests(Runtime runtime)
{
    [Fact]
    public void Frames_run_through_tensors_that_are_bound_once()
    {
        using var session = runtime.Open(Graphs.Add);
        using var x = NativeTensor.Create(runtime.Environment, session.Inputs[0]);
        using var y = runtime.Floats([1, 2, 3, 4, 5, 6], 2, 3);
        using var z = NativeTensor.Create(runtime.Environment, session.Outputs[0]);
        using var binding = session.CreateBinding();
        binding.BindInput(0, x);
        binding.BindInput(1, y);
        binding.BindOutput(0, z);
        for (var frame = 0; frame < 3; frame++)
        {
            x.Data<float>().Fill(frame * 10);
            binding.Run();
            Assert.Equal([1f + (frame * 10), 2 + (frame * 10), 3 + (frame * 10), 4 + (frame * 10), 5 + (frame * 10), 6 + (frame * 10)], z.Data<float>());
            Assert.Equal(z.Data<float>(), binding.Output<float>(0));
            Assert.Equal([2L, 3L], binding.OutputShape(0));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void A_product_is_right_with_any_number_of_threads(int threads)
    {
        const int N = 96;
        var before = Threads();
        using var session = runtime.Open(Graphs.Product(N), new OrtSessionOptions { IntraOpThreads = threads });
        using var a = NativeTensor.Create(runtime.Environment, session.Inputs[0]);
        using var b = NativeTensor.Create(runtime.Environment, session.Inputs[1]);
        for (var i = 0; i < N * N; i++)
        {
            a.Data<float>()[i] = (i % 13) - 6;
            b.Data<float>()[i] = (i % 7) - 3;
        }

        using var binding = session.CreateBinding();
        binding.BindInput(0, a);
        binding.BindInput(1, b);
        binding.BindOutput(0);
        binding.Run();
        Assert.Equal(Product(a.Data<float>(), b.Data<float>(), N), binding.Output<float>(0));

        // Others come and go with the .NET runtime, a few at the most.
        Assert.True(Threads() - before >= (threads == 8 ? 5 : 0), $"{before} threads before, {Threads()} now");
    }

    [Fact]
    public void Outputs_of_open_shape_are_made_in_each_run()
    {
        using var session = runtime.Open(Graphs.Open);
        using var binding = session.CreateBinding();
        binding.BindOutput(1);
        binding.BindOutput(0);
        foreach (var n in new[] { 3, 5, 0, 1000, 2 })
        {
            using var x = NativeTensor.Create(runtime.Environment, ElementType.Float32, n);
            x.Data<float>().Fill(n);
            binding.BindInput(0, x);
            binding.Run();
            Assert.Equal([n], binding.OutputShape(0));
            Assert.Equal([.. Enumerable.Repeat(n + 1f, n)], binding.Output<float>(0));
            Assert.Equal([n], binding.Output<long>(1));
        }
    }

    [Fact]
    public void A_shape_that_only_the_run_knows_is_told_after_it()
    {
        using var session = runtime.Open(Graphs.Places);
        using var x = runtime.Floats([0, 7, 0, 8], 4);
        using var binding = session.CreateBinding();
        binding.BindInput(0, x);
        binding.BindOutput(0);
        Assert.Throws<InvalidOperationException>(() => binding.Output<long>(0).Length);
        binding.Run();
        Assert.Equal([1L, 3L], binding.Output<long>(0));
        Assert.Equal([1L, 2L], binding.OutputShape(0));
        x.Data<float>().Clear();
        binding.Run();
        Assert.Equal([1L, 0L], binding.OutputShape(0));
        Assert.Empty(binding.Output<long>(0).ToArray());
    }

    [Fact]
    public void Tensors_and_made_outputs_live_side_by_side()
    {
        using var session = runtime.Open(Graphs.Open);
        using var x = runtime.Floats([1, 2], 2);
        using var z = NativeTensor.Create(runtime.Environment, ElementType.Float32, 2);
        using var binding = session.CreateBinding();
        binding.BindInput(0, x);
        binding.BindOutput(0, z);
        binding.BindOutput(1);
        binding.Run();
        Assert.Equal([2f, 3f], z.Data<float>());
        Assert.Equal([2L], binding.Output<long>(1));
        binding.BindOutput(0);
        binding.Run();
        Assert.Equal([2f, 3f], binding.Output<float>(0));
    }

    [Fact]
    public void Nothing_divided_by_nothing_is_told_as_it_is()
    {
        using var session = runtime.Open(Graphs.Divide);
        using var x = runtime.Floats([0, 6], 2);
        using var y = runtime.Floats([0, 2], 2);
        using var binding = session.CreateBinding();
        binding.BindInput(0, x);
        binding.BindInput(1, y);
        binding.BindOutput(0);
        binding.Run();
        Assert.Equal([float.NaN, 3f], binding.Output<float>(0));
    }

    [Fact]
    public void A_state_goes_from_run_to_run_by_two_tensors_that_change_places()
    {
        using var session = runtime.Open(Graphs.Sum);
        using var x = runtime.Floats([1, 10], 2);
        using var first = runtime.Floats([100, 0], 2);
        using var second = NativeTensor.Create(runtime.Environment, session.Outputs[0]);
        using var binding = session.CreateBinding();
        binding.BindInput(0, x);
        binding.BindInput(1, first);
        binding.BindOutput(0, second);
        for (var run = 1; run <= 5; run++)
        {
            binding.Run();
            Assert.Equal([100f + run, 10f * run], binding.Output<float>(0));
            binding.Carry(0, 1);
        }

        // Nothing was copied: after an odd number of runs the newest state is in the second tensor.
        Assert.Equal([105f, 50f], second.Data<float>());
    }

    [Fact]
    public void A_state_that_grows_goes_from_run_to_run_as_the_runtime_made_it()
    {
        using var session = runtime.Open(Graphs.Grow);
        using var x = runtime.Floats([0], 1);
        using var all = NativeTensor.Create(runtime.Environment, ElementType.Float32, 0);
        using var binding = session.CreateBinding();
        binding.BindInput(0, x);
        binding.BindInput(1, all);
        binding.BindOutput(0);
        for (var run = 0; run < 50; run++)
        {
            x.Data<float>()[0] = run;
            binding.Run();
            Assert.Equal([.. Enumerable.Range(0, run + 1).Select(i => (float)i)], binding.Output<float>(0));
            binding.Carry(0, 1);
        }
    }

    [Fact]
    public void What_does_not_fit_the_model_is_refused_when_it_is_bound_and_what_was_bound_stays()
    {
        using var session = runtime.Open(Graphs.Add);
        using var right = runtime.Floats([1, 1, 1, 1, 1, 1], 2, 3);
        using var turned = runtime.Floats([], 3, 2);
        using var flat = runtime.Floats([], 6);
        using var wide = NativeTensor.Create(runtime.Environment, ElementType.Float64, 2, 3);
        using var binding = session.CreateBinding();
        binding.BindInput(0, right);
        binding.BindInput(1, right);
        binding.BindOutput(0);
        foreach (var (tensor, told) in new[] { (turned, "Float32[3,2]"), (flat, "Float32[6]"), (wide, "Float64[2,3]") })
        {
            var input = Assert.Throws<OrtException>(() => binding.BindInput(1, tensor));
            Assert.Equal((OrtErrorCode.InvalidArgument, $"'y' of the model is Float32[2,3], the tensor is {told}"), (input.Code, input.RuntimeMessage));
            var output = Assert.Throws<OrtException>(() => binding.BindOutput(0, tensor));
            Assert.Equal($"'z' of the model is Float32[2,3], the tensor is {told}", output.RuntimeMessage);
        }

        binding.Run();
        Assert.Equal(2f, binding.Output<float>(0)[5]);
        Assert.Equal(OrtErrorCode.InvalidArgument, Assert.Throws<OrtException>(() => binding.BindInput(2, right)).Code);
        Assert.Throws<ArgumentException>(() => binding.Output<double>(0).Length);
    }

    [Fact]
    public void What_only_the_run_finds_wrong_is_told_with_code_and_message_and_the_next_run_goes()
    {
        // Both are open, and Add cannot spread 2 over 3.
        using var session = runtime.Open(new OnnxGraph("open").Input("x", OnnxGraph.Float, -1).Input("y", OnnxGraph.Float, -1).Output("z", OnnxGraph.Float, -1).Node("Add", "x y", "z"));
        using var two = runtime.Floats([1, 2], 2);
        using var three = runtime.Floats([1, 2, 3], 3);
        using var binding = session.CreateBinding();
        binding.BindInput(0, two);
        binding.BindInput(1, three);
        binding.BindOutput(0);
        var e = Assert.Throws<OrtException>(() => binding.Run());
        Assert.Equal("RunWithBinding", e.Operation);
        Assert.Contains("2 by 3", e.RuntimeMessage, StringComparison.Ordinal);
        Assert.NotEqual(OrtErrorCode.Ok, e.Code);
        binding.BindInput(0, three);
        binding.Run();
        Assert.Equal([2f, 4f, 6f], binding.Output<float>(0));
    }

    [Fact]
    public void An_output_tensor_of_another_length_than_the_run_gives_is_an_error_and_not_written_over()
    {
        using var session = runtime.Open(Graphs.Open);
        using var x = runtime.Floats([1, 2, 3, 4], 4);
        using var tooSmall = runtime.Floats([-1, -1], 2);
        using var binding = session.CreateBinding();
        binding.BindInput(0, x);
        binding.BindOutput(0, tooSmall);
        Assert.Throws<OrtException>(() => binding.Run());
        Assert.Equal([-1f, -1f], tooSmall.Data<float>());
    }

    [Fact]
    public void What_is_not_bound_or_bound_twice_is_told_before_the_run()
    {
        using var session = runtime.Open(Graphs.Sum);
        using var x = runtime.Floats([1, 2], 2);
        using var next = runtime.Floats([0, 0], 2);
        using var binding = session.CreateBinding();
        binding.BindInput(1, x);
        Assert.Equal("input 'x' is not bound", Assert.Throws<InvalidOperationException>(() => binding.Run()).Message);
        binding.BindInput(0, x);
        Assert.Equal("no output is bound", Assert.Throws<InvalidOperationException>(() => binding.Run()).Message);
        binding.BindOutput(0, x);
        Assert.Contains("'next' is bound in a second place", Assert.Throws<InvalidOperationException>(() => binding.Run()).Message, StringComparison.Ordinal);
        binding.BindOutput(0, next);
        binding.Run();
        Assert.Equal([2f, 4f], next.Data<float>());
    }

    private static int Threads() => Directory.GetDirectories("/proc/self/task").Length;

    private static float[] Product(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int n)
    {
        // Whole numbers below 2^24: every order of adding gives the same floats.
        var product = new float[n * n];
        for (var i = 0; i < n * n * n; i++)
        {
            product[i / n] += a[(i / (n * n) * n) + (i % n)] * b[(i % n * n) + (i / n % n)];
        }

        return product;
    }
}
