using System.Runtime.InteropServices;

namespace EdgeAgent.Inference.Onnx;

/// <summary>
/// A native object that its owner ends, and that goes when nothing uses it any more: a child keeps its parent, a call under way what it was called with.
/// So no order of disposing, and no thread that still runs, can have the runtime touch what is gone.
/// </summary>
internal abstract class CountedHandle : SafeHandle
{
    private volatile bool _isEnded;

    private protected CountedHandle()
        : base(0, ownsHandle: true)
    {
    }

    /// <summary>True once its owner has ended it, also while others keep it.</summary>
    public bool IsEnded => _isEnded;

    /// <inheritdoc/>
    public sealed override bool IsInvalid => handle == 0;

    /// <summary>Ends it: nothing begins to use it from now on. May be called again.</summary>
    public void End()
    {
        // A handle that is disposed and still kept would let itself be used again: hence the mark.
        _isEnded = true;
        Dispose();
    }

    /// <summary>Keeps it beyond its end; <see cref="SafeHandle.DangerousRelease"/> lets it go.</summary>
    public void Keep()
    {
        var isKept = false;
        DangerousAddRef(ref isKept);
    }
}
