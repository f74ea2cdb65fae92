using EdgeAgent.Inference.Onnx;
using EdgeAgent.Tests.Support;
using EdgeAgent.Tests.Support.Onnx;

namespace EdgeAgent.Tests.Onnx;

/// <summary>Opening models: what they take and give, and what cannot be opened.</summary>
[Collection("runtime")]
public sealed class SessionTests(Runtime runtime)
{
    [Fact]
    public void Inputs_and_outputs_are_told_with_names_types_and_shapes()
    {
        using var session = runtime.Open(new OnnxGraph("all")
            .Input("picture", OnnxGraph.Byte, 1, -1, -1, 3).Input("数", OnnxGraph.Int64).Output("picture_out", OnnxGraph.Byte, 1, -1, -1, 3).Output("number_out", OnnxGraph.Int64)
            .Node("Identity", "picture", "picture_out").Node("Identity", "数", "number_out"));
        Assert.Equal(["picture UInt8[1,?,?,3]", "数 Int64[]"], session.Inputs.Select(i => i.ToString()));
        Assert.Equal(["picture_out UInt8[1,?,?,3]", "number_out Int64[]"], session.Outputs.Select(o => o.ToString()));
        Assert.Equal([1L, -1L, -1L, 3L], session.Inputs[0].Shape);
        Assert.Equal((false, true), (session.Inputs[0].IsStatic, session.Inputs[1].IsStatic));
        Assert.Equal((0, 1, -1), (session.InputIndex("picture"), session.InputIndex("数"), session.InputIndex("z")));
        Assert.Equal((1, -1), (session.OutputIndex("number_out"), session.OutputIndex("picture")));
    }

    [Fact]
    public void A_constant_is_no_input()
    {
        using var session = runtime.Open(Graphs.Open);
        Assert.Equal("x", Assert.Single(session.Inputs).Name);
    }

    [Fact]
    public void An_input_that_is_text_is_told_and_cannot_be_bound()
    {
        using var session = runtime.Open(new OnnxGraph("text").Input("x", OnnxGraph.Text, 1).Output("z", OnnxGraph.Text, 1).Node("Identity", "x", "z"));
        Assert.Equal(ElementType.Text, session.Inputs[0].Type);
        Assert.Throws<ArgumentException>(() => NativeTensor.Create(runtime.Environment, ElementType.Text, 1));
        using var binding = session.CreateBinding();
        var e = Assert.Throws<OrtException>(() => binding.BindOutput(0));
        Assert.Equal((OrtErrorCode.InvalidArgument, "'z' is of type Text, which cannot be read"), (e.Code, e.RuntimeMessage));
    }

    [Fact]
    public void A_model_file_opens_by_its_path()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["模型.onnx"], Graphs.Add.ToModel());
        using var session = OrtSession.Open(runtime.Environment, folder["模型.onnx"]);
        Assert.Equal("z Float32[2,3]", session.Outputs[0].ToString());
    }

    [Fact]
    public void A_file_that_is_missing_is_told_with_its_code_and_name()
    {
        var e = Assert.Throws<OrtException>(() => OrtSession.Open(runtime.Environment, "nowhere/model.onnx"));
        Assert.Equal(OrtErrorCode.NoSuchFile, e.Code);
        Assert.Contains("nowhere/model.onnx", e.RuntimeMessage, StringComparison.Ordinal);
        Assert.Equal($"CreateSession: {e.RuntimeMessage} (NoSuchFile)", e.Message);
    }

    [Fact]
    public void Every_cut_of_a_model_is_an_error_or_a_model_and_never_a_crash()
    {
        var model = Graphs.Product(4).ToModel();
        var refused = 0;
        for (var length = 0; length < model.Length; length++)
        {
            try
            {
                OrtSession.Open(runtime.Environment, model.AsSpan(0, length)).Dispose();
            }
            catch (OrtException e)
            {
                Assert.NotEmpty(e.RuntimeMessage);
                refused++;
            }
        }

        Assert.True(refused > model.Length / 2, $"{refused} of {model.Length} refused");
    }

    [Fact]
    public void Bytes_that_are_no_model_are_told_as_such()
    {
        var e = Assert.Throws<OrtException>(() => OrtSession.Open(runtime.Environment, "this is no model"u8));
        Assert.Equal((OrtErrorCode.InvalidProtobuf, "CreateSessionFromArray"), (e.Code, e.Operation));
    }

    [Fact]
    public void An_operator_that_nobody_knows_is_told_by_its_name()
    {
        var e = Assert.Throws<OrtException>(() => runtime.Open(new OnnxGraph("odd").Input("x", OnnxGraph.Float, 1).Output("z", OnnxGraph.Float, 1).Node("Frobnicate", "x", "z")));
        Assert.Contains("Frobnicate", e.RuntimeMessage, StringComparison.Ordinal);
        Assert.NotEqual(OrtErrorCode.Ok, e.Code);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(65, 1)]
    [InlineData(1, 0)]
    public void Threads_out_of_range_are_refused(int intra, int inter) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => runtime.Open(Graphs.Add, new OrtSessionOptions { IntraOpThreads = intra, InterOpThreads = inter }));

    [Fact]
    public void A_process_has_one_environment() => Assert.Throws<InvalidOperationException>(() => OrtEnvironment.Open(runtime.Environment.Library));
}
