using System.Runtime.InteropServices;

namespace EdgeAgent.Inference.Onnx;

/// <summary>A tensor's memory and the runtime's value over it. Both go when the tensor is disposed and no binding holds it any more.</summary>
internal sealed unsafe class TensorHandle : CountedHandle
{
    private readonly OrtApi _api;
    private readonly void* _data;

    /// <summary>Takes memory of <see cref="NativeMemory.AlignedAlloc"/> and a value over it.</summary>
    public TensorHandle(OrtApi api, void* data, nint value)
    {
        _api = api;
        _data = data;
        SetHandle(value);
    }

    /// <summary>The elements.</summary>
    public void* Data => _data;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        _api.Release(OrtSlot.ReleaseValue, handle);
        NativeMemory.AlignedFree(_data);
        return true;
    }
}
