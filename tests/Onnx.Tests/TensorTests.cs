using EdgeAgent.Inference.Onnx;

namespace EdgeAgent.Tests.Onnx;

/// <summary>Tensors in native memory.</summary>
[Collection("runtime")]
public sealed class TensorTests(Runtime runtime)
{
    [Fact]
    public void Every_type_has_its_size_and_its_span()
    {
        Check<float>(ElementType.Float32, 4);
        Check<byte>(ElementType.UInt8, 1);
        Check<sbyte>(ElementType.Int8, 1);
        Check<ushort>(ElementType.UInt16, 2);
        Check<short>(ElementType.Int16, 2);
        Check<int>(ElementType.Int32, 4);
        Check<long>(ElementType.Int64, 8);
        Check<bool>(ElementType.Bool, 1);
        Check<Half>(ElementType.Float16, 2);
        Check<double>(ElementType.Float64, 8);
        Check<uint>(ElementType.UInt32, 4);
        Check<ulong>(ElementType.UInt64, 8);
        Assert.Equal(ElementType.Undefined, ElementTypes.Of<decimal>());
    }

    [Fact]
    public void A_tensor_is_zero_at_first_and_aligned()
    {
        using var tensor = NativeTensor.Create(runtime.Environment, ElementType.Float32, 7, 11);
        Assert.Equal(77 * 4, tensor.ByteCount);
        Assert.Equal(-1, tensor.Bytes.IndexOfAnyExcept((byte)0));
        unsafe
        {
            fixed (byte* p = tensor.Bytes)
            {
                Assert.Equal(0, (long)p % NativeTensor.AlignmentBytes);
            }
        }
    }

    [Fact]
    public void A_single_number_and_no_number_are_tensors_too()
    {
        using var one = NativeTensor.Create(runtime.Environment, ElementType.Int64);
        using var none = NativeTensor.Create(runtime.Environment, ElementType.Int64, 3, 0, 5);
        Assert.Equal((1, 0), (one.ElementCount, none.ElementCount));
        Assert.Equal(0, none.Data<long>().Length);
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(2L, 1L << 29)]
    [InlineData(long.MaxValue, long.MaxValue, long.MaxValue)]
    [InlineData(1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L)]
    public void A_shape_that_cannot_be_had_is_refused(params long[] shape) =>
        Assert.Throws<ArgumentException>(() => NativeTensor.Create(runtime.Environment, ElementType.Float32, shape));

    [Fact]
    public void A_tensor_that_was_disposed_gives_no_span()
    {
        var tensor = NativeTensor.Create(runtime.Environment, ElementType.Float32, 4);
        tensor.Dispose();
        tensor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => tensor.Data<float>().Length);
        Assert.Throws<ObjectDisposedException>(() => tensor.Bytes.Length);
    }

    [Fact]
    public void An_open_shape_makes_no_tensor_by_itself()
    {
        using var session = runtime.Open(Graphs.Open);
        Assert.Throws<ArgumentException>(() => NativeTensor.Create(runtime.Environment, session.Inputs[0]));
    }

    private void Check<T>(ElementType type, int bytes)
        where T : unmanaged
    {
        Assert.Equal((type, bytes), (ElementTypes.Of<T>(), ElementTypes.SizeOf(type)));
        using var tensor = NativeTensor.Create(runtime.Environment, type, 3);
        Assert.Equal((3, 3 * bytes), (tensor.Data<T>().Length, tensor.Bytes.Length));
        Assert.Throws<ArgumentException>(() => tensor.Data<decimal>().Length);
    }
}
