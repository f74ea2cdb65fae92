using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

namespace EdgeAgent.Inference.Onnx;

/// <summary>
/// ONNX Runtime's shared library, loaded and found to be new enough. It stays loaded until the process ends: its threads do not survive being unloaded.
/// Source: OrtGetApiBase and struct OrtApiBase of onnxruntime_c_api.h.
/// </summary>
public sealed unsafe class OrtLibrary
{
    /// <summary>Oldest version that will do: the first with version 14 of the API's table.</summary>
    public static readonly Version OldestVersion = new(1, 14);

    /// <summary>Names of the library's file, the better one first.</summary>
    public static readonly IReadOnlyList<string> FileNames = ["libonnxruntime.so.1", "libonnxruntime.so"];

    private OrtLibrary(OrtApi api, string path, Version version)
    {
        Api = api;
        Path = path;
        Version = version;
    }

    /// <summary>Where it was found; the bare name when the system's loader found it.</summary>
    public string Path { get; }

    /// <summary>Its version, such as 1.30.0.</summary>
    public Version Version { get; }

    /// <summary>Its functions.</summary>
    internal OrtApi Api { get; }

    /// <summary>
    /// Looks for the library beside the program, then in the folders, then where the system's loader looks, and takes the first that loads and is new enough.
    /// </summary>
    /// <param name="folders">Further folders, such as `lib` in the data path; need not exist.</param>
    /// <param name="library">The library, when there is one.</param>
    /// <param name="fault">Why there is none: each file that was found and why it will not do; else null.</param>
    /// <returns>True when it is there. False is no error of the program: it goes on without models.</returns>
    public static bool TryLoad(IEnumerable<string> folders, [NotNullWhen(true)] out OrtLibrary? library, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(folders);
        return TryLoad([AppContext.BaseDirectory, .. folders], FileNames, out library, out fault);
    }

    /// <summary>The same with all that is looked at given.</summary>
    internal static bool TryLoad(IReadOnlyList<string> folders, IReadOnlyList<string> systemNames, [NotNullWhen(true)] out OrtLibrary? library, [NotNullWhen(false)] out string? fault)
    {
        var faults = new List<string>();
        foreach (var path in folders.SelectMany(folder => FileNames.Select(name => System.IO.Path.Combine(folder, name))).Where(File.Exists))
        {
            if (TryOpen(path, faults, out library))
            {
                fault = null;
                return true;
            }
        }

        foreach (var name in systemNames)
        {
            // A file that is not there is no fault of its own: the last line tells it for all.
            if (NativeLibrary.TryLoad(name, out var handle) && TryUse(handle, name, faults, out library))
            {
                fault = null;
                return true;
            }
        }

        library = null;
        fault = faults.Count > 0
            ? string.Join("; ", faults)
            : $"no {FileNames[0]} in {string.Join(", ", folders)} or where the system's loader looks";
        return false;
    }

    private static bool TryOpen(string path, List<string> faults, [NotNullWhen(true)] out OrtLibrary? library)
    {
        library = null;
        try
        {
            return TryUse(NativeLibrary.Load(path), path, faults, out library);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            faults.Add($"{path}: cannot be loaded: {e.Message.ReplaceLineEndings(" ").Trim()}");
            return false;
        }
    }

    private static bool TryUse(nint handle, string path, List<string> faults, [NotNullWhen(true)] out OrtLibrary? library)
    {
        library = null;
        if (FaultOf(handle, out var table, out var version) is { } fault)
        {
            faults.Add($"{path}: {fault}");
            NativeLibrary.Free(handle);
            return false;
        }

        library = new OrtLibrary(new OrtApi(table), path, version);
        return true;
    }

    private static string? FaultOf(nint handle, out void** table, out Version version)
    {
        table = null;
        version = new Version();
        if (!NativeLibrary.TryGetExport(handle, "OrtGetApiBase", out var entry))
        {
            return "is not ONNX Runtime: it has no OrtGetApiBase";
        }

        // struct OrtApiBase: GetApi, then GetVersionString.
        var functions = (void**)((delegate* unmanaged[Cdecl]<void*>)entry)();
        var text = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged[Cdecl]<byte*>)functions[1])()) ?? "";

        // The version goes first: a runtime that is asked for a table which it lacks writes about it to standard error.
        if (!Version.TryParse(text.Split('-', '+')[0], out var parsed))
        {
            return $"tells the version '{text}', which is none";
        }

        version = parsed;
        if (parsed < OldestVersion)
        {
            return $"is ONNX Runtime {text}; {OldestVersion} or later is needed";
        }

        table = (void**)((delegate* unmanaged[Cdecl]<uint, void*>)functions[0])(OrtApi.Version);
        return table is null ? string.Create(CultureInfo.InvariantCulture, $"is ONNX Runtime {text}, which has no API version {OrtApi.Version}") : null;
    }
}
