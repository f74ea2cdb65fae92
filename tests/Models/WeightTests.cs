using System.Buffers.Binary;
using EdgeAgent.Tests.Support;
using EdgeCtl.Modules;
using EdgeCtl.Modules.Import;
using EdgeCtl.Modules.TfJs;

namespace EdgeAgent.Tests.Models;

/// <summary>Weights by hand: bytes, what the manifest says of them, and what they are.</summary>
public sealed class WeightTests
{
    [Fact]
    public void Halves_of_every_kind_are_read_exactly()
    {
        // 1, -2, the least normal, the least below that, 65504, endless.
        ushort[] halves = [0x3c00, 0xc000, 0x0400, 0x0001, 0x7bff, 0x7c00];
        var bytes = new byte[12];
        for (var i = 0; i < halves.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), halves[i]);
        }

        Assert.Equal([1, -2, 6.103515625e-5f, 5.9604645e-8f, 65_504, float.PositiveInfinity], Read("float32", ", \"quantization\": { \"dtype\": \"float16\" }", 6, bytes).Reals);
    }

    [Fact]
    public void Steps_become_numbers()
    {
        Assert.Equal([-1, -0.5f, 126.5f], Read("float32", ", \"quantization\": { \"dtype\": \"uint8\", \"scale\": 0.5, \"min\": -1 }", 3, [0, 1, 255]).Reals);
        Assert.Equal([0.25f, 16_384], Read("float32", ", \"quantization\": { \"dtype\": \"uint16\", \"scale\": 0.25, \"min\": 0.25 }", 2, [0, 0, 255, 255]).Reals);
    }

    [Fact]
    public void Whole_numbers_that_were_quantised_are_rounded_as_JavaScript_does() =>
        Assert.Equal([-2, -1, 0, 1], Read("int32", ", \"quantization\": { \"dtype\": \"uint8\", \"scale\": 0.5, \"min\": -2 }", 4, [0, 1, 3, 6]).Wholes);

    [Fact]
    public void Whole_numbers_and_truth_values_are_read()
    {
        Assert.Equal([-1, 258], Read("int32", "", 2, [255, 255, 255, 255, 2, 1, 0, 0]).Wholes);
        Assert.Equal([1, 0], Read("bool", "", 2, [1, 0]).Wholes);
    }

    [Theory]
    [InlineData("bool", ", \"quantization\": { \"dtype\": \"uint8\", \"scale\": 1, \"min\": 0 }", "bool quantised to uint8 found")]
    [InlineData("int32", ", \"quantization\": { \"dtype\": \"float16\" }", "int32 quantised to float16 found")]
    [InlineData("float32", ", \"quantization\": { \"dtype\": \"int4\" }", "quantization.dtype 'int4' found; expected uint8, uint16, float16")]
    [InlineData("float32", ", \"quantization\": { \"dtype\": \"uint8\", \"min\": 0 }", "quantization.scale is no number")]
    [InlineData("string", "", "dtype 'string' found; expected float32, int32, bool")]
    public void What_cannot_be_read_is_told(string type, string quantization, string told) =>
        Assert.Contains(told, Assert.Throws<ModuleException>(() => Read(type, quantization, 2, [0, 0])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(new[] { 1, 0 }, new[] { 0f, 3, 1, 4, 2, 5 })]
    [InlineData(new[] { 0, 1 }, new[] { 0f, 1, 2, 3, 4, 5 })]
    public void A_constant_is_transposed(int[] order, float[] expected) => Assert.Equal(expected, Tensor.Of([2, 3], [0f, 1, 2, 3, 4, 5]).Transposed(order).Reals);

    private static Tensor Read(string type, string quantization, int count, byte[] bytes)
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["w.bin"], bytes);
        File.WriteAllText(folder["model.json"], $$"""
            { "modelTopology": { "node": [ { "name": "w", "op": "Const" }, { "name": "y", "op": "Identity", "input": ["w"] } ] },
              "weightsManifest": [ { "paths": ["w.bin"], "weights": [ { "name": "w", "shape": [{{count}}], "dtype": "{{type}}"{{quantization}} } ] } ] }
            """);
        return TfGraphReader.Read(folder["model.json"], ImportProgress.None).Weights["w"];
    }
}
