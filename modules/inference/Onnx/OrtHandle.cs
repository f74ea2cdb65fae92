using System.Runtime.InteropServices;

namespace EdgeAgent.Inference.Onnx;

/// <summary>
/// An object of the runtime. It is released when its owner is disposed and nothing uses it any more: a child keeps its parent, a call under way what it was called with.
/// So no order of disposing, and no thread that still runs, can have the runtime touch what is gone.
/// </summary>
internal sealed class OrtHandle : SafeHandle
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
        : base(0, ownsHandle: true)
    {
        _api = api;
        _releaseSlot = releaseSlot;
        var isKept = false;
        parent?.DangerousAddRef(ref isKept);
        _parent = parent;
        SetHandle(value);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        _api.Release(_releaseSlot, handle);
        _parent?.DangerousRelease();
        return true;
    }
}
