using System.Runtime.InteropServices;

namespace EdgeAgent.Inference.Onnx;

/// <summary>Keeps a handle while it is used, without allocating. Throws <see cref="ObjectDisposedException"/> where it is gone.</summary>
internal ref struct HandleUse
{
    private readonly SafeHandle? _handle;
    private bool _isKept;

    /// <summary>Begins to use it; null is nothing, and its value 0.</summary>
    public HandleUse(SafeHandle? handle)
    {
        _handle = handle;
        _isKept = false;
        handle?.DangerousAddRef(ref _isKept);
    }

    /// <summary>The object.</summary>
    public readonly nint Value => _handle?.DangerousGetHandle() ?? 0;

    /// <summary>Ends using it.</summary>
    public void Dispose()
    {
        if (_isKept)
        {
            _isKept = false;
            _handle!.DangerousRelease();
        }
    }
}
