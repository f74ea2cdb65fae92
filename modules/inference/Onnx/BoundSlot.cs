namespace EdgeAgent.Inference.Onnx;

/// <summary>An input or output of a binding and what is bound to it.</summary>
internal sealed unsafe class BoundSlot(TensorDescriptor descriptor)
{
    private readonly long[] _shape = new long[NativeTensor.MaxRank];
    private void* _data;
    private int _elements;
    private int _rank;
    private bool _isMade;

    /// <summary>What is bound.</summary>
    public BoundKind Kind { get; private set; }

    /// <summary>Our tensor, where it is one.</summary>
    public NativeTensor? Tensor { get; private set; }

    /// <summary>Name in the graph.</summary>
    public string Name => descriptor.Name;

    /// <summary>Name as the C API takes it.</summary>
    public byte[] NameUtf8 => descriptor.NameUtf8;

    /// <summary>Element type that the model declares.</summary>
    public ElementType Type => descriptor.Type;

    /// <summary>Shape of what is bound, or of what the last run made.</summary>
    public ReadOnlySpan<long> Shape => Tensor is { } tensor ? tensor.Shape : Made<long>(_shape.AsSpan(0, _rank));

    /// <summary>Throws where a tensor does not fit the model: so it is told where it is bound, before any run, and never left to the runtime to write past the end of an output.</summary>
    public void Check(NativeTensor tensor, string operation) => Check(tensor.Type, tensor.Shape, operation);

    /// <summary>The same for a type and a shape.</summary>
    public void Check(ElementType type, ReadOnlySpan<long> shape, string operation)
    {
        if (descriptor.FaultOf(type, shape) is { } fault)
        {
            throw new OrtException(OrtErrorCode.InvalidArgument, operation, fault);
        }
    }

    /// <summary>Throws where the elements are of a type that cannot be read.</summary>
    public void CheckType(string operation)
    {
        if (ElementTypes.SizeOf(Type) == 0)
        {
            throw new OrtException(OrtErrorCode.InvalidArgument, operation, $"'{Name}' is of type {Type}, which cannot be read");
        }
    }

    /// <summary>Notes what is bound.</summary>
    public void Set(BoundKind kind, NativeTensor? tensor)
    {
        Kind = kind;
        Tensor = tensor;
        Clear();
    }

    /// <summary>Forgets what the last run made.</summary>
    public void Clear() => _isMade = false;

    /// <summary>Notes what the runtime made.</summary>
    public void Read(OrtApi api, nint value)
    {
        var info = api.TypeAndShapeOf(value);
        try
        {
            _ = api.ShapeOf(info, _shape, out _rank);
        }
        finally
        {
            api.Release(OrtSlot.ReleaseTensorTypeAndShapeInfo, info);
        }

        var elements = 1L;
        foreach (var length in _shape.AsSpan(0, _rank))
        {
            elements = checked(elements * length);
        }

        _elements = checked((int)elements);
        _data = api.DataOf(value);
        _isMade = true;
    }

    /// <summary>Elements of an output.</summary>
    public ReadOnlySpan<T> Data<T>()
        where T : unmanaged
    {
        if (Tensor is { } tensor)
        {
            return tensor.Data<T>();
        }

        return ElementTypes.Of<T>() == Type ? Made(new ReadOnlySpan<T>(_data, _elements)) : throw new ArgumentException($"'{Name}' holds {Type}, not {typeof(T).Name}");
    }

    private ReadOnlySpan<T> Made<T>(ReadOnlySpan<T> value) => _isMade ? value : throw new InvalidOperationException($"no run has made '{Name}' since it was bound");
}
