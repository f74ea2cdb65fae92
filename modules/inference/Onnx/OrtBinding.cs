namespace EdgeAgent.Inference.Onnx;

/// <summary>
/// What a model reads and where it writes, bound once and run many times; a run allocates nothing on the managed heap. One thread at a time, but for <see cref="Dispose"/>.
/// A tensor that is bound is kept, so that disposing it early does no harm. Source: BindInput, BindOutput, BindOutputToDevice, RunWithBinding.
/// </summary>
public sealed class OrtBinding : IDisposable
{
    private readonly OrtSession _session;
    private readonly OrtApi _api;
    private readonly BindingHandle _handle;
    private readonly BoundSlot[] _inputs;
    private readonly BoundSlot[] _outputs;
    private readonly int[] _bindingOrder;
    private int _boundOutputs;
    private int _allocatedOutputs;
    private bool _isChecked;

    internal OrtBinding(OrtSession session, BindingHandle handle)
    {
        _session = session;
        _api = session.Environment.Library.Api;
        _handle = handle;
        _inputs = [.. session.Inputs.Select(d => new BoundSlot(d))];
        _outputs = [.. session.Outputs.Select(d => new BoundSlot(d))];
        _bindingOrder = new int[_outputs.Length];
    }

    /// <summary>Binds a tensor to an input in place of what was bound. Throws <see cref="OrtException"/> where type or shape do not fit the model; what was bound stays then.</summary>
    /// <param name="index">Number of the input.</param>
    /// <param name="tensor">The tensor; may be bound elsewhere too.</param>
    public void BindInput(int index, NativeTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var slot = SlotOf(_inputs, index, nameof(BindInput));
        slot.Check(tensor, nameof(BindInput));
        using var binding = new HandleUse(_handle);
        using var value = new HandleUse(tensor.Handle);
        _api.BindInput(binding.Value, slot.NameUtf8, value.Value);
        _handle.KeepInput(index, tensor.Handle);
        slot.Set(BoundKind.Tensor, tensor);
        _isChecked = false;
    }

    /// <summary>Binds a tensor to an output in place of what was bound. Throws <see cref="OrtException"/> where type or shape do not fit the model; what was bound stays then.</summary>
    /// <param name="index">Number of the output.</param>
    /// <param name="tensor">The tensor; not the one of an input of the same run.</param>
    public void BindOutput(int index, NativeTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var slot = SlotOf(_outputs, index, nameof(BindOutput));
        slot.Check(tensor, nameof(BindOutput));
        using var binding = new HandleUse(_handle);
        using var value = new HandleUse(tensor.Handle);
        _api.BindOutput(binding.Value, slot.NameUtf8, value.Value);
        _handle.KeepOutput(index, tensor.Handle);
        _handle.KeepResult(index, 0);
        NoteOutput(index, BoundKind.Tensor, tensor);
    }

    /// <summary>Has the runtime make an output anew in each run: for outputs whose shape is open. That costs native memory in each run, and nothing on the managed heap.</summary>
    /// <param name="index">Number of the output.</param>
    public void BindOutput(int index)
    {
        var slot = SlotOf(_outputs, index, nameof(BindOutput));
        slot.CheckType(nameof(BindOutput));
        using var binding = new HandleUse(_handle);
        _api.BindOutputToMemory(binding.Value, slot.NameUtf8);
        _handle.KeepOutput(index, null);
        NoteOutput(index, BoundKind.Allocated, null);
    }

    /// <summary>
    /// Carries a state over: what the last run wrote to the output is what the next one reads from the input. Two bound tensors change places; what the runtime made is bound as it is.
    /// No element is copied. Throws <see cref="OrtException"/> where they do not fit each other, <see cref="InvalidOperationException"/> where there is nothing to carry.
    /// </summary>
    /// <param name="output">Number of the output.</param>
    /// <param name="input">Number of the input.</param>
    public void Carry(int output, int input)
    {
        var from = SlotOf(_outputs, output, nameof(Carry));
        var to = SlotOf(_inputs, input, nameof(Carry));
        if (from.Kind == BoundKind.Allocated)
        {
            CarryResult(output, from, input, to);
            return;
        }

        if (from.Tensor is not { } written || to.Tensor is not { } read)
        {
            throw new InvalidOperationException($"'{from.Name}' cannot be carried to '{to.Name}': both must be bound to tensors, or the output to none of ours");
        }

        from.Check(read, nameof(Carry));
        BindInput(input, written);
        BindOutput(output, read);
    }

    /// <summary>
    /// Runs the model once. Blocks until it is done. Throws <see cref="OrtException"/> where the runtime fails, <see cref="OperationCanceledException"/> (with the runtime's error in it) where
    /// <paramref name="options"/> ended it, <see cref="InvalidOperationException"/> where something is not bound, <see cref="ObjectDisposedException"/> after the session's end.
    /// What the outputs hold after a failure is not defined.
    /// </summary>
    /// <param name="options">Ends it from another thread; null for a run that nobody can end.</param>
    public void Run(OrtRunOptions? options = null)
    {
        using var session = new HandleUse(_session.Handle);
        using var binding = new HandleUse(_handle);
        using var runOptions = new HandleUse(options?.Handle);
        CheckBound();
        RenewAllocated(binding.Value);
        try
        {
            _api.Run(session.Value, runOptions.Value, binding.Value);
        }
        catch (OrtException e) when (options is { IsTerminated: true })
        {
            throw new OperationCanceledException("the run was ended from outside", e);
        }

        TakeResults(binding.Value);
    }

    /// <summary>Elements of an output after a run, row-major, until the next run, bind or dispose. Throws where <typeparamref name="T"/> is not their type, or there was no run.</summary>
    /// <param name="index">Number of the output.</param>
    public ReadOnlySpan<T> Output<T>(int index)
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(_handle.IsEnded, this);
        return SlotOf(_outputs, index, nameof(Output)).Data<T>();
    }

    /// <summary>Shape of an output after a run; valid as long as <see cref="Output{T}"/>.</summary>
    /// <param name="index">Number of the output.</param>
    public ReadOnlySpan<long> OutputShape(int index) => SlotOf(_outputs, index, nameof(OutputShape)).Shape;

    /// <summary>Ends the binding. A run under way on another thread goes on to its end first, unnoticed.</summary>
    public void Dispose() => _handle.End();

    private static BoundSlot SlotOf(BoundSlot[] slots, int index, string operation) =>
        (uint)index < (uint)slots.Length
            ? slots[index]
            : throw new OrtException(OrtErrorCode.InvalidArgument, operation, $"number {index}, but the model has {slots.Length} of them");

    private void CarryResult(int output, BoundSlot from, int input, BoundSlot to)
    {
        to.Check(from.Type, from.Shape, nameof(Carry));
        using var binding = new HandleUse(_handle);
        _api.BindInput(binding.Value, to.NameUtf8, _handle.ResultOf(output));
        _handle.KeepInput(input, null);
        to.Set(BoundKind.Carried, null);
        _isChecked = false;
    }

    private void NoteOutput(int index, BoundKind kind, NativeTensor? tensor)
    {
        var slot = _outputs[index];
        if (slot.Kind == BoundKind.None)
        {
            // The runtime tells its values in this order.
            _bindingOrder[_boundOutputs++] = index;
        }

        _allocatedOutputs += (kind == BoundKind.Allocated ? 1 : 0) - (slot.Kind == BoundKind.Allocated ? 1 : 0);
        slot.Set(kind, tensor);
        _isChecked = false;
    }

    // Looked at once after each change, not in each run.
    private void CheckBound()
    {
        if (_isChecked)
        {
            return;
        }

        foreach (var input in _inputs)
        {
            if (input.Kind == BoundKind.None)
            {
                throw new InvalidOperationException($"input '{input.Name}' is not bound");
            }
        }

        if (_boundOutputs == 0)
        {
            throw new InvalidOperationException("no output is bound");
        }

        foreach (var output in _outputs)
        {
            if (output.Tensor is { } tensor && Places(_inputs, tensor) + Places(_outputs, tensor) > 1)
            {
                throw new InvalidOperationException($"the tensor of output '{output.Name}' is bound in a second place: the model would write over what it reads");
            }
        }

        _isChecked = true;
    }

    private static int Places(BoundSlot[] slots, NativeTensor tensor)
    {
        var places = 0;
        foreach (var slot in slots)
        {
            places += slot.Tensor == tensor ? 1 : 0;
        }

        return places;
    }

    // The runtime would write into the values of the last run again, which may have another shape, or be an input by now.
    private void RenewAllocated(nint binding)
    {
        if (_allocatedOutputs == 0)
        {
            return;
        }

        foreach (var output in _outputs)
        {
            if (output.Kind == BoundKind.Allocated)
            {
                output.Clear();
                _api.BindOutputToMemory(binding, output.NameUtf8);
            }
        }
    }

    private unsafe void TakeResults(nint binding)
    {
        if (_allocatedOutputs == 0)
        {
            return;
        }

        var values = _api.BoundOutputs(binding, out var count);
        for (var i = 0; i < count; i++)
        {
            var index = _bindingOrder[i];
            if (_outputs[index].Kind == BoundKind.Allocated)
            {
                _handle.KeepResult(index, values[i]);
            }
            else
            {
                _api.Release(OrtSlot.ReleaseValue, values[i]);
            }
        }

        _api.Free(values);
        for (var i = 0; i < _outputs.Length; i++)
        {
            if (_outputs[i].Kind == BoundKind.Allocated)
            {
                _outputs[i].Read(_api, _handle.ResultOf(i));
            }
        }
    }
}
