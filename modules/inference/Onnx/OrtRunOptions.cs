namespace EdgeAgent.Inference.Onnx;

/// <summary>Ends runs from outside. Made once and used again for every run. May be used from any thread.</summary>
public sealed class OrtRunOptions : IDisposable
{
    private readonly OrtApi _api;
    private volatile bool _isTerminated;

    /// <summary>Makes them. Throws <see cref="OrtException"/>.</summary>
    /// <param name="library">The library.</param>
    public OrtRunOptions(OrtLibrary library)
    {
        ArgumentNullException.ThrowIfNull(library);
        _api = library.Api;
        Handle = new OrtHandle(_api, OrtSlot.ReleaseRunOptions, _api.CreateRunOptions(), null);
    }

    /// <summary>True from <see cref="Terminate"/> to <see cref="Reset"/>.</summary>
    public bool IsTerminated => _isTerminated;

    /// <summary>The options themselves.</summary>
    internal OrtHandle Handle { get; }

    /// <summary>
    /// Tells the run under way, and each later one until <see cref="Reset"/>, to end: <see cref="OrtBinding.Run"/> throws <see cref="OperationCanceledException"/>.
    /// The runtime looks between two operators, and in each round of a Loop: it ends within the time of one operator. Source: RunOptionsSetTerminate.
    /// </summary>
    public void Terminate() => Set(true);

    /// <summary>Lets runs go again.</summary>
    public void Reset() => Set(false);

    /// <inheritdoc/>
    public void Dispose() => Handle.End();

    private void Set(bool isOn)
    {
        using var options = new HandleUse(Handle);
        _isTerminated = isOn;
        _api.SetTerminate(options.Value, isOn);
    }
}
