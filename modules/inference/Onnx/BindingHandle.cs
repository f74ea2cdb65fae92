namespace EdgeAgent.Inference.Onnx;

/// <summary>
/// A binding and what it keeps: the session, the tensors bound to it, the values that the runtime made for its outputs. All go together, and only when no run uses them.
/// </summary>
internal sealed class BindingHandle : CountedHandle
{
    private readonly OrtApi _api;
    private readonly OrtHandle _session;
    private readonly TensorHandle?[] _inputs;
    private readonly TensorHandle?[] _outputs;
    private readonly nint[] _results;

    /// <summary>Takes a binding over; the session has to be in use by the caller.</summary>
    public BindingHandle(OrtApi api, nint binding, OrtHandle session, int inputs, int outputs)
    {
        _api = api;
        _inputs = new TensorHandle?[inputs];
        _outputs = new TensorHandle?[outputs];
        _results = new nint[outputs];
        session.Keep();
        _session = session;
        SetHandle(binding);
    }

    /// <summary>Keeps a tensor for an input in place of the former one; null for none.</summary>
    public void KeepInput(int index, TensorHandle? tensor) => Keep(ref _inputs[index], tensor);

    /// <summary>Keeps a tensor for an output in place of the former one; null for none.</summary>
    public void KeepOutput(int index, TensorHandle? tensor) => Keep(ref _outputs[index], tensor);

    /// <summary>Value that the runtime made for an output in the last run; 0 for none.</summary>
    public nint ResultOf(int index) => _results[index];

    /// <summary>Keeps a value in place of the former one; 0 for none.</summary>
    public void KeepResult(int index, nint value)
    {
        if (_results[index] != 0)
        {
            _api.Release(OrtSlot.ReleaseValue, _results[index]);
        }

        _results[index] = value;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        for (var i = 0; i < _results.Length; i++)
        {
            KeepResult(i, 0);
        }

        _api.Release(OrtSlot.ReleaseIoBinding, handle);
        Array.ForEach(_inputs, t => t?.DangerousRelease());
        Array.ForEach(_outputs, t => t?.DangerousRelease());
        _session.DangerousRelease();
        return true;
    }

    private static void Keep(ref TensorHandle? place, TensorHandle? tensor)
    {
        tensor?.Keep();
        place?.DangerousRelease();
        place = tensor;
    }
}
