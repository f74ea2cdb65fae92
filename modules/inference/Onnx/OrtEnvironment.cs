using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeAgent.Inference.Onnx;

/// <summary>
/// The runtime at work in this process. The runtime knows one only, and its first one decides where messages go; so there is one at a time. May be used from any thread.
/// Messages go to a callback (CreateEnvWithCustomLogger): the runtime's own logger writes lines of its own form to standard error, past the log of the program.
/// </summary>
public sealed unsafe class OrtEnvironment : IDisposable
{
    private const int MaxMessageBytes = 4096;
    private static OrtEnvironment? _current;
    private static int _isTaken;
    private readonly Action<OrtLogLevel, string>? _log;

    private OrtEnvironment(OrtLibrary library, OrtHandle handle, Action<OrtLogLevel, string>? log)
    {
        Library = library;
        Handle = handle;
        _log = log;
    }

    /// <summary>The library.</summary>
    public OrtLibrary Library { get; }

    /// <summary>The environment itself.</summary>
    internal OrtHandle Handle { get; }

    /// <summary>Begins. Throws <see cref="OrtException"/> where the runtime does not, and <see cref="InvalidOperationException"/> where there is one already that was not disposed.</summary>
    /// <param name="library">The library.</param>
    /// <param name="log">Takes messages, from any thread, also while a run is under way; what it throws is lost. Null for none.</param>
    /// <param name="level">Least grave messages that it gets.</param>
    public static OrtEnvironment Open(OrtLibrary library, Action<OrtLogLevel, string>? log = null, OrtLogLevel level = OrtLogLevel.Warning)
    {
        ArgumentNullException.ThrowIfNull(library);
        if (Interlocked.Exchange(ref _isTaken, 1) != 0)
        {
            throw new InvalidOperationException("this process has an OrtEnvironment already: dispose it first");
        }

        try
        {
            var handle = new OrtHandle(library.Api, OrtSlot.ReleaseEnv, library.Api.CreateEnvironment(&Logged, level), null);
            return _current = new OrtEnvironment(library, handle, log);
        }
        catch (OrtException)
        {
            _isTaken = 0;
            throw;
        }
    }

    /// <summary>Ends it; what is still open with it goes on until it is disposed as well, and its messages go to the next environment.</summary>
    public void Dispose()
    {
        Handle.End();
        if (Interlocked.CompareExchange(ref _current, null, this) == this)
        {
            Volatile.Write(ref _isTaken, 0);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    [SuppressMessage("Design", "CA1031", Justification = "No exception may pass through the runtime's frames.")]
    private static void Logged(void* parameter, int level, byte* category, byte* id, byte* location, byte* message)
    {
        try
        {
            if (Volatile.Read(ref _current)?._log is { } log && message is not null)
            {
                var text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(message);
                log((OrtLogLevel)level, System.Text.Encoding.UTF8.GetString(text[..Math.Min(text.Length, MaxMessageBytes)]).TrimEnd());
            }
        }
        catch (Exception)
        {
            // Nobody is left to tell.
        }
    }
}
