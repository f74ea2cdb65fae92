using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Models;

/// <summary>Each operation, imported, against TF.js itself.</summary>
public sealed class OpTests(OpRuns runs, ITestOutputHelper output) : IClassFixture<OpRuns>
{
    public static TheoryData<string> Cases => [.. OpCases.All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_imported_operation_gives_what_TensorFlow_gives(string name)
    {
        Assert.SkipWhen(Comparison.Missing is not null, Comparison.Missing ?? "");
        var result = runs.Results[name];
        output.WriteLine(result.ToString());
        Assert.True(result.Difference <= Comparison.Within, result.ToString());
    }

    [Theory]
    [InlineData("pad folded into conv", "Conv, Transpose, Transpose")]
    [InlineData("pad folded through transposes", "Conv")]
    [InlineData("conv bias by add", "Conv, Transpose, Transpose")]
    [InlineData("maxpool of least numbers around", "MaxPool, Transpose, Transpose")]
    [InlineData("one value as two outputs", "Identity, Identity, Relu")]
    public void Nothing_is_left_that_can_be_folded(string name, string operations)
    {
        Assert.SkipWhen(Comparison.Missing is not null, Comparison.Missing ?? "");
        Assert.Equal(operations, string.Join(", ", runs.Graphs[name].Nodes.Select(n => n.Op).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void A_model_with_other_weights_is_found_out()
    {
        Assert.SkipWhen(Comparison.Missing is not null, Comparison.Missing ?? "");
        using var folder = new TempFolder();
        TfModelMaker Make(float weight) => new TfModelMaker().Input("x", 1, 3).Reals("w", [3], [1, 2, weight]).Node("y", "Mul", ["x", "w"]).Outputs("y");
        var model = Make(3).Save(folder["a"]);
        OpRuns.Import(Make(3.001f).Save(folder["b"]), folder["b.onnx"]);
        OpRuns.Import(new TfModelMaker().Input("x", 1, 3).Wholes("s", 3, 1).Node("y", "Reshape", ["x", "s"]).Outputs("y").Save(folder["c"]), folder["c.onnx"]);
        var results = Comparison.Run(folder, [Comparison.Case("weight", model, folder["b.onnx"]), Comparison.Case("shape", model, folder["c.onnx"]), Comparison.Case("missing", model, folder["d.onnx"])]);
        Assert.InRange(results["weight"].Difference, 1e-4, 1e-2);
        Assert.True(results["shape"].Difference > 1e20);
        Assert.NotEmpty(results["missing"].Error);
    }

    [Fact]
    public void The_same_model_gives_the_same_bytes()
    {
        using var folder = new TempFolder();
        var model = OpCases.All["concat of two orders and a constant"]().Save(folder["m"]);
        OpRuns.Import(model, folder["a.onnx"]);
        OpRuns.Import(model, folder["b.onnx"]);
        Assert.Equal(File.ReadAllBytes(folder["a.onnx"]), File.ReadAllBytes(folder["b.onnx"]));
    }
}
