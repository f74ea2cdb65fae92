namespace EdgeAgent.Inference.Onnx;

/// <summary>
/// An open model. Bindings of it may run side by side on as many threads. Disposing it ends no run that is under way; its bindings keep it, refuse further runs, and the last one lets it go.
/// Source: CreateSession, SessionGetInputTypeInfo and the like.
/// </summary>
public sealed class OrtSession : IDisposable
{
    private readonly TensorDescriptor[] _inputs;
    private readonly TensorDescriptor[] _outputs;

    private OrtSession(OrtEnvironment environment, OrtHandle handle)
    {
        Environment = environment;
        Handle = handle;
        using var session = new HandleUse(handle);
        _inputs = environment.Library.Api.Describe(session.Value, isInput: true);
        _outputs = environment.Library.Api.Describe(session.Value, isInput: false);
    }

    /// <summary>Inputs in the model's order.</summary>
    public IReadOnlyList<TensorDescriptor> Inputs => _inputs;

    /// <summary>Outputs in the model's order.</summary>
    public IReadOnlyList<TensorDescriptor> Outputs => _outputs;

    /// <summary>The runtime.</summary>
    public OrtEnvironment Environment { get; }

    /// <summary>The session itself.</summary>
    internal OrtHandle Handle { get; }

    /// <summary>
    /// Opens a model file, with the files of weights beside it that it names. Takes the time and memory of reading it whole. Throws <see cref="OrtException"/> where the file is missing, is no
    /// model, or needs operators that the runtime lacks.
    /// </summary>
    /// <param name="environment">The runtime.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">How; null for the defaults.</param>
    public static OrtSession Open(OrtEnvironment environment, string path, OrtSessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Open(environment, path, [], options ?? new OrtSessionOptions());
    }

    /// <summary>Opens a model in memory; its bytes are not needed afterwards.</summary>
    /// <param name="environment">The runtime.</param>
    /// <param name="model">The file's bytes.</param>
    /// <param name="options">How; null for the defaults.</param>
    public static OrtSession Open(OrtEnvironment environment, ReadOnlySpan<byte> model, OrtSessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return Open(environment, null, model, options ?? new OrtSessionOptions());
    }

    /// <summary>Number of an input; -1 when the model has none of that name.</summary>
    /// <param name="name">Name in the graph.</param>
    public int InputIndex(string name) => Array.FindIndex(_inputs, d => d.Name == name);

    /// <summary>Number of an output; -1 when the model has none of that name.</summary>
    /// <param name="name">Name in the graph.</param>
    public int OutputIndex(string name) => Array.FindIndex(_outputs, d => d.Name == name);

    /// <summary>Makes a binding with nothing bound. Throws <see cref="OrtException"/> or <see cref="ObjectDisposedException"/>.</summary>
    public OrtBinding CreateBinding()
    {
        using var session = new HandleUse(Handle);
        var api = Environment.Library.Api;
        return new OrtBinding(this, new BindingHandle(api, api.CreateBinding(session.Value), Handle, _inputs.Length, _outputs.Length));
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.End();

    private static OrtSession Open(OrtEnvironment environment, string? path, ReadOnlySpan<byte> model, OrtSessionOptions options)
    {
        options.Check();
        var api = environment.Library.Api;
        using var runtime = new HandleUse(environment.Handle);
        var native = api.CreateSessionOptions(options);
        OrtHandle handle;
        try
        {
            var session = path is null ? api.CreateSession(runtime.Value, model, native) : api.CreateSession(runtime.Value, path, native);
            handle = new OrtHandle(api, OrtSlot.ReleaseSession, session, environment.Handle);
        }
        finally
        {
            api.Release(OrtSlot.ReleaseSessionOptions, native);
        }

        try
        {
            return new OrtSession(environment, handle);
        }
        catch (OrtException)
        {
            handle.End();
            throw;
        }
    }
}
