namespace EdgeAgent.Inference.Onnx;

/// <summary>An object of the runtime with one function that releases it.</summary>
internal sealed class OrtHandle : CountedHandle
{
    private readonly OrtApi _api;
    private readonly int _releaseSlot;
    private readonly OrtHandle? _parent;

    /// <summary>Takes an object over.</summary>
    /// <param name="api">The runtime.</param>
    /// <param name="releaseSlot">Which function releases it.</param>
    /// <param name="value">The object.</param>
    /// <param name="parent">What has to outlive it; it has to be in use by the caller.</param>
    public OrtHandle(OrtApi api, int releaseSlot, nint value, OrtHandle? parent)
    {
        _api = api;
        _releaseSlot = releaseSlot;
        parent?.Keep();
        _parent = parent;
        SetHandle(value);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        _api.Release(_releaseSlot, handle);
        _parent?.DangerousRelease();
        return true;
    }
}
