using System.Runtime.InteropServices;
using System.Text;

namespace EdgeAgent.Inference.Onnx;

/// <content>Opening models and asking what they take and give.</content>
internal sealed unsafe partial class OrtApi
{
    /// <summary>Makes session options; the caller releases them.</summary>
    public nint CreateSessionOptions(OrtSessionOptions options)
    {
        nint made;
        Check(((delegate* unmanaged[Cdecl]<nint*, nint>)_table[OrtSlot.CreateSessionOptions])(&made), nameof(OrtSlot.CreateSessionOptions));
        try
        {
            SetNumber(OrtSlot.SetSessionGraphOptimizationLevel, made, (int)options.Optimisation, nameof(OrtSlot.SetSessionGraphOptimizationLevel));
            SetNumber(OrtSlot.SetIntraOpNumThreads, made, options.IntraOpThreads, nameof(OrtSlot.SetIntraOpNumThreads));
            SetNumber(OrtSlot.SetInterOpNumThreads, made, options.InterOpThreads, nameof(OrtSlot.SetInterOpNumThreads));
            var arena = options.UseCpuArena ? OrtSlot.EnableCpuMemArena : OrtSlot.DisableCpuMemArena;
            Check(((delegate* unmanaged[Cdecl]<nint, nint>)_table[arena])(made), options.UseCpuArena ? nameof(OrtSlot.EnableCpuMemArena) : nameof(OrtSlot.DisableCpuMemArena));
            AddEntry(made, OrtNumbers.IntraOpSpinningKey, options.AllowSpinning ? "1" : "0");
            AddEntry(made, OrtNumbers.InterOpSpinningKey, options.AllowSpinning ? "1" : "0");
            return made;
        }
        catch (OrtException)
        {
            Release(OrtSlot.ReleaseSessionOptions, made);
            throw;
        }
    }

    /// <summary>Opens a model file.</summary>
    public nint CreateSession(nint environment, string path, nint options)
    {
        nint made;
        fixed (byte* p = Terminated(path))
        {
            Check(((delegate* unmanaged[Cdecl]<nint, byte*, nint, nint*, nint>)_table[OrtSlot.CreateSession])(environment, p, options, &made), nameof(OrtSlot.CreateSession));
        }

        return made;
    }

    /// <summary>Opens a model in memory; the bytes are copied.</summary>
    public nint CreateSession(nint environment, ReadOnlySpan<byte> model, nint options)
    {
        nint made;
        fixed (byte* m = model)
        {
            var create = (delegate* unmanaged[Cdecl]<nint, void*, nuint, nint, nint*, nint>)_table[OrtSlot.CreateSessionFromArray];
            Check(create(environment, m, (nuint)model.Length, options, &made), nameof(OrtSlot.CreateSessionFromArray));
        }

        return made;
    }

    /// <summary>Inputs or outputs of a session, in the model's order.</summary>
    public TensorDescriptor[] Describe(nint session, bool isInput)
    {
        nuint count;
        var slot = isInput ? OrtSlot.SessionGetInputCount : OrtSlot.SessionGetOutputCount;
        Check(((delegate* unmanaged[Cdecl]<nint, nuint*, nint>)_table[slot])(session, &count), nameof(OrtSlot.SessionGetInputCount));
        var described = new TensorDescriptor[(int)count];
        for (nuint i = 0; i < count; i++)
        {
            described[i] = Describe(session, isInput, i);
        }

        return described;
    }

    /// <summary>Element type of a type-and-shape info; its lengths go to <paramref name="shape"/>, whose length is its rank. Throws when there is no room.</summary>
    public ElementType ShapeOf(nint info, Span<long> shape, out int rank)
    {
        int type;
        Check(((delegate* unmanaged[Cdecl]<nint, int*, nint>)_table[OrtSlot.GetTensorElementType])(info, &type), nameof(OrtSlot.GetTensorElementType));
        nuint number;
        Check(((delegate* unmanaged[Cdecl]<nint, nuint*, nint>)_table[OrtSlot.GetDimensionsCount])(info, &number), nameof(OrtSlot.GetDimensionsCount));
        rank = (int)number;
        if (rank > shape.Length)
        {
            throw new OrtException(OrtErrorCode.NotImplemented, nameof(OrtSlot.GetDimensionsCount), $"a tensor of {rank} dimensions; {shape.Length} are the most");
        }

        fixed (long* dims = shape)
        {
            Check(((delegate* unmanaged[Cdecl]<nint, long*, nuint, nint>)_table[OrtSlot.GetDimensions])(info, dims, number), nameof(OrtSlot.GetDimensions));
        }

        return (ElementType)type;
    }

    /// <summary>Type and shape of a value; the caller releases them.</summary>
    public nint TypeAndShapeOf(nint value)
    {
        nint info;
        Check(((delegate* unmanaged[Cdecl]<nint, nint*, nint>)_table[OrtSlot.GetTensorTypeAndShape])(value, &info), nameof(OrtSlot.GetTensorTypeAndShape));
        return info;
    }

    private TensorDescriptor Describe(nint session, bool isInput, nuint index)
    {
        nint type;
        var slot = isInput ? OrtSlot.SessionGetInputTypeInfo : OrtSlot.SessionGetOutputTypeInfo;
        Check(((delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint>)_table[slot])(session, index, &type), nameof(OrtSlot.SessionGetInputTypeInfo));
        try
        {
            nint tensor;
            Check(((delegate* unmanaged[Cdecl]<nint, nint*, nint>)_table[OrtSlot.CastTypeInfoToTensorInfo])(type, &tensor), nameof(OrtSlot.CastTypeInfoToTensorInfo));
            var name = NameOf(session, isInput, index);
            if (tensor == 0)
            {
                return new TensorDescriptor(name, ElementType.Undefined, []);
            }

            Span<long> shape = stackalloc long[NativeTensor.MaxRank];
            var element = ShapeOf(tensor, shape, out var rank);
            return new TensorDescriptor(name, element, shape[..rank].ToArray());
        }
        finally
        {
            Release(OrtSlot.ReleaseTypeInfo, type);
        }
    }

    private string NameOf(nint session, bool isInput, nuint index)
    {
        byte* name;
        var slot = isInput ? OrtSlot.SessionGetInputName : OrtSlot.SessionGetOutputName;
        Check(((delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint>)_table[slot])(session, index, Allocator, &name), nameof(OrtSlot.SessionGetInputName));
        var text = Marshal.PtrToStringUTF8((nint)name) ?? "";
        Free(name);
        return text;
    }

    private void SetNumber(int slot, nint options, int number, string operation) =>
        Check(((delegate* unmanaged[Cdecl]<nint, int, nint>)_table[slot])(options, number), operation);

    private void AddEntry(nint options, string key, string value)
    {
        fixed (byte* k = Terminated(key))
        fixed (byte* v = Terminated(value))
        {
            Check(((delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint>)_table[OrtSlot.AddSessionConfigEntry])(options, k, v), nameof(OrtSlot.AddSessionConfigEntry));
        }
    }

    private static byte[] Terminated(string text) => [.. Encoding.UTF8.GetBytes(text), 0];
}
