using System.Runtime.InteropServices;

namespace EdgeAgent.Inference.Onnx;

/// <summary>
/// The functions of ONNX Runtime's C API that are called (struct OrtApi, onnxruntime_c_api.h), by the pointers in its table. What fails throws <see cref="OrtException"/>.
/// Any thread may call any of them; what each may be called with side by side is said where it is used.
/// </summary>
internal sealed unsafe partial class OrtApi
{
    /// <summary>Version of the table that is asked for: it came with ONNX Runtime 1.14 and every later one still has it.</summary>
    public const uint Version = 14;

    private readonly void** _table;

    /// <summary>Takes the table of that version.</summary>
    public OrtApi(void** table)
    {
        _table = table;
        void* allocator;
        Check(((delegate* unmanaged[Cdecl]<void**, nint>)_table[OrtSlot.GetAllocatorWithDefaultOptions])(&allocator), nameof(OrtSlot.GetAllocatorWithDefaultOptions));
        Allocator = (nint)allocator;
        nint memory;
        var describe = (delegate* unmanaged[Cdecl]<int, int, nint*, nint>)_table[OrtSlot.CreateCpuMemoryInfo];
        Check(describe(OrtNumbers.DeviceAllocator, OrtNumbers.DefaultMemory, &memory), nameof(OrtSlot.CreateCpuMemoryInfo));
        Memory = memory;
    }

    /// <summary>The runtime's own allocator; it belongs to the library.</summary>
    public nint Allocator { get; }

    /// <summary>What describes the processor's memory to the runtime; like the library it lasts until the process ends.</summary>
    public nint Memory { get; }

    /// <summary>Calls one of the Release functions.</summary>
    public void Release(int slot, nint handle) => ((delegate* unmanaged[Cdecl]<nint, void>)_table[slot])(handle);

    /// <summary>Gives back what the runtime allocated for us.</summary>
    public void Free(void* memory) => Check(((delegate* unmanaged[Cdecl]<nint, void*, nint>)_table[OrtSlot.AllocatorFree])(Allocator, memory), nameof(OrtSlot.AllocatorFree));

    /// <summary>Makes the environment, whose messages go to the callback.</summary>
    public nint CreateEnvironment(delegate* unmanaged[Cdecl]<void*, int, byte*, byte*, byte*, byte*, void> log, OrtLogLevel level)
    {
        nint made;
        fixed (byte* id = "edge\0"u8)
        {
            var create = (delegate* unmanaged[Cdecl]<void*, void*, int, byte*, nint*, nint>)_table[OrtSlot.CreateEnvWithCustomLogger];
            Check(create(log, null, (int)level, id, &made), nameof(OrtSlot.CreateEnvWithCustomLogger));
        }

        return made;
    }

    /// <summary>Makes a tensor over memory that stays ours.</summary>
    public nint CreateTensor(void* data, nuint bytes, ReadOnlySpan<long> shape, ElementType type)
    {
        nint made;
        fixed (long* dims = shape)
        {
            var create = (delegate* unmanaged[Cdecl]<nint, void*, nuint, long*, nuint, int, nint*, nint>)_table[OrtSlot.CreateTensorWithDataAsOrtValue];
            Check(create(Memory, data, bytes, dims, (nuint)shape.Length, (int)type, &made), nameof(OrtSlot.CreateTensorWithDataAsOrtValue));
        }

        return made;
    }

    /// <summary>Where a tensor's elements are.</summary>
    public void* DataOf(nint value)
    {
        void* data;
        Check(((delegate* unmanaged[Cdecl]<nint, void**, nint>)_table[OrtSlot.GetTensorMutableData])(value, &data), nameof(OrtSlot.GetTensorMutableData));
        return data;
    }

    /// <summary>Makes run options.</summary>
    public nint CreateRunOptions()
    {
        nint made;
        Check(((delegate* unmanaged[Cdecl]<nint*, nint>)_table[OrtSlot.CreateRunOptions])(&made), nameof(OrtSlot.CreateRunOptions));
        return made;
    }

    /// <summary>Tells the runs with these options to end, or lets runs go again.</summary>
    public void SetTerminate(nint options, bool isOn)
    {
        var slot = isOn ? OrtSlot.RunOptionsSetTerminate : OrtSlot.RunOptionsUnsetTerminate;
        Check(((delegate* unmanaged[Cdecl]<nint, nint>)_table[slot])(options), isOn ? nameof(OrtSlot.RunOptionsSetTerminate) : nameof(OrtSlot.RunOptionsUnsetTerminate));
    }

    /// <summary>Makes a binding.</summary>
    public nint CreateBinding(nint session)
    {
        nint made;
        Check(((delegate* unmanaged[Cdecl]<nint, nint*, nint>)_table[OrtSlot.CreateIoBinding])(session, &made), nameof(OrtSlot.CreateIoBinding));
        return made;
    }

    /// <summary>Binds a value to an input; the binding keeps a share of it.</summary>
    public void BindInput(nint binding, byte[] name, nint value)
    {
        fixed (byte* n = name)
        {
            Check(((delegate* unmanaged[Cdecl]<nint, byte*, nint, nint>)_table[OrtSlot.BindInput])(binding, n, value), nameof(OrtSlot.BindInput));
        }
    }

    /// <summary>Binds a value to an output; the binding keeps a share of it.</summary>
    public void BindOutput(nint binding, byte[] name, nint value)
    {
        fixed (byte* n = name)
        {
            Check(((delegate* unmanaged[Cdecl]<nint, byte*, nint, nint>)_table[OrtSlot.BindOutput])(binding, n, value), nameof(OrtSlot.BindOutput));
        }
    }

    /// <summary>Has the runtime allocate an output in the next run.</summary>
    public void BindOutputToMemory(nint binding, byte[] name)
    {
        fixed (byte* n = name)
        {
            Check(((delegate* unmanaged[Cdecl]<nint, byte*, nint, nint>)_table[OrtSlot.BindOutputToDevice])(binding, n, Memory), nameof(OrtSlot.BindOutputToDevice));
        }
    }

    /// <summary>Runs the model. Options may be 0.</summary>
    public void Run(nint session, nint options, nint binding) =>
        Check(((delegate* unmanaged[Cdecl]<nint, nint, nint, nint>)_table[OrtSlot.RunWithBinding])(session, options, binding), nameof(OrtSlot.RunWithBinding));

    /// <summary>Values of the outputs in the order in which they were first bound. Each value is the caller's to release, the list to <see cref="Free"/>; it is null when there are none.</summary>
    public nint* BoundOutputs(nint binding, out int count)
    {
        nint* values;
        nuint number;
        var get = (delegate* unmanaged[Cdecl]<nint, nint, nint**, nuint*, nint>)_table[OrtSlot.GetBoundOutputValues];
        Check(get(binding, Allocator, &values, &number), nameof(OrtSlot.GetBoundOutputValues));
        count = (int)number;
        return values;
    }

    private void Check(nint status, string operation)
    {
        if (status != 0)
        {
            Throw(status, operation);
        }
    }

    private void Throw(nint status, string operation)
    {
        var code = (OrtErrorCode)((delegate* unmanaged[Cdecl]<nint, int>)_table[OrtSlot.GetErrorCode])(status);
        var message = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged[Cdecl]<nint, byte*>)_table[OrtSlot.GetErrorMessage])(status))?.TrimEnd() ?? "";
        Release(OrtSlot.ReleaseStatus, status);
        throw new OrtException(code, operation, message);
    }
}
