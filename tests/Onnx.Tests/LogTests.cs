using EdgeAgent.Inference.Onnx;
using EdgeAgent.Tests.Support;
using EdgeAgent.Tests.Support.Onnx;

namespace EdgeAgent.Tests.Onnx;

/// <summary>What the runtime has to say goes to the callback and nowhere else.</summary>
[Collection("runtime")]
public sealed class LogTests(Runtime runtime)
{
    [Fact]
    public void Messages_go_to_the_callback_and_not_to_standard_error()
    {
        using var folder = new TempFolder();
        _ = runtime.Environment;
        runtime.Messages.Clear();
        using (StandardError.Into(folder["stderr"]))
        {
            // A constant that nobody uses is worth a warning.
            using var session = runtime.Open(new OnnxGraph("odd").Input("x", OnnxGraph.Float, 1).Output("z", OnnxGraph.Float, 1).Constant("unused_constant", [1f], 1).Node("Identity", "x", "z"));
        }

        var (level, text) = Assert.Single(runtime.Messages);
        Assert.Equal(OrtLogLevel.Warning, level);
        Assert.Contains("unused_constant", text, StringComparison.Ordinal);
        Assert.DoesNotContain("unused_constant", File.ReadAllText(folder["stderr"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_run_is_told_by_its_exception_and_to_the_callback()
    {
        using var folder = new TempFolder();
        using var session = runtime.Open(Graphs.Open);
        using var x = runtime.Floats([1, 2], 2);
        using var z = runtime.Floats([0], 1);
        using var binding = session.CreateBinding();
        binding.BindInput(0, x);
        binding.BindOutput(0, z);
        runtime.Messages.Clear();
        using (StandardError.Into(folder["stderr"]))
        {
            Assert.Throws<OrtException>(() => binding.Run());
        }

        Assert.Contains(runtime.Messages, m => m.Level == OrtLogLevel.Error);
        Assert.Equal("", File.ReadAllText(folder["stderr"]));
    }
}
