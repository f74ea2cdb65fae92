namespace EdgeAgent.Inference.Onnx;

/// <summary>Keeps a handle while it is used, without allocating. Throws <see cref="ObjectDisposedException"/> where its owner has ended it.</summary>
internal ref struct HandleUse
{
    private CountedHandle? _handle;

    /// <summary>Begins to use it; null is nothing, and its value 0.</summary>
    public HandleUse(CountedHandle? handle)
    {
        if (handle is null)
        {
            return;
        }

        ObjectDisposedException.ThrowIf(handle.IsEnded, handle);
        handle.Keep();
        _handle = handle;
    }

    /// <summary>The object.</summary>
    public readonly nint Value => _handle?.DangerousGetHandle() ?? 0;

    /// <summary>Ends using it.</summary>
    public void Dispose()
    {
        _handle?.DangerousRelease();
        _handle = null;
    }
}
