using System.Runtime.InteropServices;

namespace EdgeAgent.Inference.Onnx;

/// <summary>
/// A tensor in native memory: what is written into its span is what a model reads, without a copy, and what a model writes is in the span after the run.
/// Not for two threads at once; a span of it must not be used once the tensor is disposed. Source: CreateTensorWithDataAsOrtValue.
/// </summary>
public sealed unsafe class NativeTensor : IDisposable
{
    /// <summary>Most dimensions.</summary>
    public const int MaxRank = 16;

    /// <summary>Most bytes: 1 GiB.</summary>
    public const int MaxBytes = 1 << 30;

    /// <summary>What its memory is aligned to, bytes: a cache line, and the widest vector.</summary>
    public const int AlignmentBytes = 64;

    private readonly long[] _shape;

    private NativeTensor(TensorHandle handle, ElementType type, long[] shape, int elements)
    {
        Handle = handle;
        Type = type;
        _shape = shape;
        ElementCount = elements;
    }

    /// <summary>Element type.</summary>
    public ElementType Type { get; }

    /// <summary>Length of each dimension, 0 or more; empty for a single number.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>Elements.</summary>
    public int ElementCount { get; }

    /// <summary>Bytes.</summary>
    public int ByteCount => ElementCount * ElementTypes.SizeOf(Type);

    /// <summary>All its bytes, in the machine's byte order.</summary>
    public Span<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(Handle.IsEnded, this);
            return new Span<byte>(Handle.Data, ByteCount);
        }
    }

    /// <summary>Memory and value.</summary>
    internal TensorHandle Handle { get; }

    /// <summary>Makes a tensor of zeros. Throws <see cref="ArgumentException"/> for a type that cannot be bound or a shape that is open, too large or of too many dimensions.</summary>
    /// <param name="environment">The runtime.</param>
    /// <param name="type">Element type.</param>
    /// <param name="shape">Length of each dimension, 0 or more.</param>
    public static NativeTensor Create(OrtEnvironment environment, ElementType type, params ReadOnlySpan<long> shape)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var size = ElementTypes.SizeOf(type);
        if (size == 0)
        {
            throw new ArgumentException($"a tensor of {type} cannot be bound", nameof(type));
        }

        var elements = ElementsOf(shape, size);
        var bytes = (nuint)(elements * size);

        // An empty tensor too has a place of its own.
        var data = NativeMemory.AlignedAlloc(Math.Max(bytes, 1), AlignmentBytes);
        NativeMemory.Clear(data, bytes);
        try
        {
            var value = environment.Library.Api.CreateTensor(data, bytes, shape, type);
            return new NativeTensor(new TensorHandle(environment.Library.Api, data, value), type, shape.ToArray(), elements);
        }
        catch (OrtException)
        {
            NativeMemory.AlignedFree(data);
            throw;
        }
    }

    /// <summary>Makes a tensor for an input or output whose shape is fixed.</summary>
    /// <param name="environment">The runtime.</param>
    /// <param name="descriptor">The input or output.</param>
    public static NativeTensor Create(OrtEnvironment environment, TensorDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return descriptor.IsStatic
            ? Create(environment, descriptor.Type, [.. descriptor.Shape])
            : throw new ArgumentException($"{descriptor} has no fixed shape: give one", nameof(descriptor));
    }

    /// <summary>Its elements in row-major order. Throws <see cref="ArgumentException"/> where <typeparamref name="T"/> is not their type.</summary>
    public Span<T> Data<T>()
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(Handle.IsEnded, this);
        return ElementTypes.Of<T>() == Type ? new Span<T>(Handle.Data, ElementCount) : throw new ArgumentException($"the tensor holds {Type}, not {typeof(T).Name}");
    }

    /// <summary>Gives the memory back, once no binding holds the tensor any more.</summary>
    public void Dispose() => Handle.End();

    private static int ElementsOf(ReadOnlySpan<long> shape, int elementBytes)
    {
        if (shape.Length > MaxRank)
        {
            throw new ArgumentException($"{shape.Length} dimensions; {MaxRank} are the most", nameof(shape));
        }

        var most = (Int128)(MaxBytes / elementBytes);
        var elements = (Int128)1;
        foreach (var length in shape)
        {
            elements = length < 0 ? throw new ArgumentException($"a dimension of {length}; 0 is the least", nameof(shape)) : Int128.Min(elements * length, most + 1);
        }

        return elements <= most ? (int)elements : throw new ArgumentException($"a tensor of more than {MaxBytes} bytes", nameof(shape));
    }
}
