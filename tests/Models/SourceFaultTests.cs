using System.Text;
using EdgeCtl.Modules;
using EdgeCtl.Modules.TfJs;

namespace EdgeAgent.Tests.Models;

/// <summary>Sources that are damaged, too large, or something else: each is told, and nothing is written.</summary>
public sealed class SourceFaultTests
{
    [Theory]
    [InlineData(-1, "23 bytes found; expected 56")]
    [InlineData(1, "57 bytes found; expected 56")]
    public void Weights_of_another_size_are_told(int more, string told)
    {
        using var module = new SmallModule();
        var bytes = File.ReadAllBytes(module.Weights);
        Assert.Equal(56, bytes.Length);
        File.WriteAllBytes(module.Weights, more < 0 ? bytes[..23] : [.. bytes, 7]);
        Assert.Contains(told, module.Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_of_weights_is_told()
    {
        using var module = new SmallModule();
        module.Replace("[\"weights.bin\"]", "[\"weights.bin\",\"second.bin\"]");
        Assert.Contains("second.bin: does not exist", module.Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_model_is_told()
    {
        using var module = new SmallModule();
        File.Delete(module.Source);
        Assert.Contains("model.json: does not exist; expected the model.json of a TF.js graph model", module.Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_in_two_files_are_read_as_one()
    {
        using var module = new SmallModule();
        module.Replace("[\"weights.bin\"]", "[\"weights.bin\",\"second.bin\"]");
        var bytes = File.ReadAllBytes(module.Weights);
        File.WriteAllBytes(module.Weights, bytes[..13]);
        File.WriteAllBytes(module.Weights.Replace("weights.bin", "second.bin", StringComparison.Ordinal), bytes[13..]);
        Assert.Equal(module.Sha256, module.Import().Sha256);
    }

    [Theory]
    [InlineData("[\"weights.bin\"]", "[\"../source/weights.bin\"]", "expected the name of a file beside model.json")]
    [InlineData("[\"weights.bin\"]", "[\"..\"]", "expected the name of a file beside model.json")]
    [InlineData("[\"weights.bin\"]", "7", "a group without paths or weights")]
    [InlineData("graph-model", "layers-model", "format 'layers-model' found; expected graph-model")]
    [InlineData("\"node\":[", "\"nodes\":[", "modelTopology.node: none found")]
    [InlineData("\"name\":\"c\"", "\"name\":\"t\"", "node 't' (Conv2D): its name stands twice")]
    [InlineData("\"op\":\"Conv2D\"", "\"op\":7", "a node without name or op")]
    [InlineData("\"op\":\"Conv2D\"", "\"op\":\"Conv3D\"", "node 'c' (Conv3D): this operation is not supported; expected one of Add, AddV2, BiasAdd, ConcatV2, Const, Conv2D, DepthwiseConv2dNative")]
    [InlineData("[\"x\",\"nhwc\"]", "[\"c\",\"nhwc\"]", "the graph has a cycle")]
    [InlineData("[\"x\",\"nhwc\"]", "[\"gone\",\"nhwc\"]", "node 't' takes 'gone', which is no node of the graph")]
    [InlineData("[\"x\",\"nhwc\"]", "[\"x:1\",\"nhwc\"]", "'x:1' is taken, but node 'x' has no such output")]
    [InlineData("[\"x\",\"nhwc\"]", "[\"x\"]", "node 't' (Transpose): 1 inputs found; expected at least 2")]
    [InlineData("[\"t\",\"w\"]", "[\"t\",\"t\"]", "node 'c' (Conv2D): input 1 (filter) is computed; expected a constant")]
    [InlineData("[\"t\",\"w\"]", "[\"t\",\"nhwc\"]", "node 'c' (Conv2D): a filter of the shape [4] on 3 channels")]
    [InlineData("[\"t\",\"w\"]", "[\"nhwc\",\"w\"]", "node 'c' (Conv2D): input 0 has whole numbers; expected float32")]
    [InlineData("{\"name\":\"w\",\"shape\"", "{\"name\":\"v\",\"shape\"", "node 'w' (Const): no weight of that name found")]
    [InlineData("{\"name\":\"w\",\"shape\"", "{\"name\":\"nhwc\",\"shape\"", "weight 'nhwc' stands twice")]
    [InlineData("\"dtype\":\"int32\"", "\"dtype\":\"complex64\"", "weight 'nhwc': dtype 'complex64' found; expected float32, int32, bool")]
    [InlineData("\"type\":\"DT_FLOAT\"}}},{\"name\":\"nhwc\"", "\"type\":\"DT_INT32\"}}},{\"name\":\"nhwc\"", "node 'x' (Placeholder): an input of type DT_INT32; expected DT_FLOAT")]
    [InlineData("{\"size\":\"3\"}", "{\"size\":\"-1\"}", "node 'x' (Placeholder): an input whose axis 1 has no size")]
    [InlineData("[1,1,3,2]", "[1048576,1048576]", "weights: more than 1073741824 bytes found")]
    [InlineData("[1,1,3,2]", "[2147483647,2147483647,2147483647,2147483647]", "weights: more than 1073741824 bytes found")]
    [InlineData("[1,1,3,2]", "[1,1,-3,2]", "weight 'w': size -3 found; expected a whole number from 0")]
    [InlineData("\"U0FNRQ==\"", "\"VkFMSURfWA==\"", "node 'c' (Conv2D): padding 'VALID_X' found; expected SAME, VALID or EXPLICIT")]
    [InlineData("{\"i\":[\"1\",\"1\",\"1\",\"1\"]}", "{\"i\":[\"1\",\"0\",\"1\",\"1\"]}", "node 'c' (Conv2D): strides [1,0,1,1] found")]
    public void What_is_wrong_with_a_model_is_told(string text, string by, string told)
    {
        using var module = new SmallModule();
        module.Replace(text, by);
        Assert.Contains(told, module.Fault(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "no valid JSON")]
    [InlineData("", "no valid JSON")]
    [InlineData("[]", "modelTopology.node: none found")]
    [InlineData("{\"modelTopology\":{\"node\":[]}}", "the graph has no output")]
    public void What_is_no_model_is_told(string json, string told)
    {
        using var module = new SmallModule();
        File.WriteAllText(module.Source, json);
        var fault = module.Fault();
        Assert.True(fault.Contains(told, StringComparison.Ordinal) || (told.Contains("output", StringComparison.Ordinal) && fault.Contains("weightsManifest", StringComparison.Ordinal)), fault);
    }

    [Fact]
    public void More_nodes_than_the_limit_are_told()
    {
        using var module = new SmallModule();
        var json = new StringBuilder("{\"modelTopology\":{\"node\":[");
        for (var i = 0; i <= TfGraphReader.MaxNodes; i++)
        {
            json.Append(i == 0 ? "" : ",").Append("{\"name\":\"n").Append(i).Append("\",\"op\":\"NoOp\"}");
        }

        File.WriteAllText(module.Source, json.Append("]}}").ToString());
        Assert.Contains("100001 nodes found; expected at most 100000", module.Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_as_long_as_the_limit_does_not_exhaust_the_stack()
    {
        var maker = new TfModelMaker().Input("n0", 1, 3, 16, 16);
        var last = TfGraphReader.MaxNodes - 1;
        for (var i = 1; i <= last; i++)
        {
            maker.Node($"n{i}", "Identity", [$"n{i - 1}"]);
        }

        using var module = new SmallModule(maker.Outputs($"n{last}"));
        module.WriteManifest(module.Sha256, "n0", 16, $"n{last}");
        Assert.Contains("expected " + module.Sha256, module.Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_would_grow_beyond_the_limit_are_told_before_they_are_read()
    {
        using var module = new SmallModule();
        module.Replace("\"shape\":[1,1,3,2],\"dtype\":\"float32\"", "\"shape\":[1,1,3,100000000],\"dtype\":\"float32\",\"quantization\":{\"dtype\":\"uint8\",\"scale\":1,\"min\":0}");
        using (var file = File.OpenWrite(module.Weights))
        {
            // A file with a hole: it takes no room.
            file.SetLength(32 + 300_000_000L);
        }

        Assert.Contains("weights: more than 1073741824 bytes found", module.Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_spoilt_in_a_model_is_told_or_does_no_harm()
    {
        var seed = Support.TestSeed.Draw();
        var random = new Random(seed);
        using var module = new SmallModule(OpCases.All["fused conv leakyrelu"]());
        var good = File.ReadAllText(module.Source);
        string[] pieces = ["0", "-1", "\"\"", "null", "[]", "{}", "99999999999", "1e400", "\"x\"", "true", "2147483647", "\"9223372036854775807\""];
        for (var i = 0; i < Support.LongRuns.Rounds(1_500, 100_000); i++)
        {
            var (from, length) = (random.Next(good.Length), random.Next(12));
            var piece = random.Next(3) == 0 ? "" : pieces[random.Next(pieces.Length)];
            var values = random.Next(2) == 0 ? Spoil(good, random, piece) : string.Concat(good.AsSpan(0, from), piece, good.AsSpan(Math.Min(good.Length, from + length)));
            File.WriteAllText(module.Source, values);
            var thrown = Record.Exception(() => module.Import(force: true));
            Assert.True(thrown is null or ModuleException, $"seed {seed}, round {i}: {thrown}\n{values}");
        }
    }

    // Puts a piece in the place of one whole value.
    private static string Spoil(string json, Random random, string piece)
    {
        var starts = Enumerable.Range(0, json.Length).Where(i => json[i] is ':' or '[' or ',').ToArray();
        var start = starts[random.Next(starts.Length)] + 1;
        var end = json.IndexOfAny([',', '}', ']'], start);
        return end < 0 ? json : string.Concat(json.AsSpan(0, start), piece, json.AsSpan(end));
    }
}
