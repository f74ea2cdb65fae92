namespace EdgeAgent.Tests.Support.Onnx;

/// <summary>Where ONNX Runtime's library is for tests: EDGE_ONNXRUNTIME_DIR, then EDGE_NATIVE_DIR, both set by packaging/test.</summary>
public static class OnnxFolder
{
    /// <summary>Name of the library's file.</summary>
    public const string Library = "libonnxruntime.so.1";

    /// <summary>The folder that holds the library, or null with the reason why there is none.</summary>
    public static string? Find(out string reason)
    {
        string?[] folders = [Environment.GetEnvironmentVariable("EDGE_ONNXRUNTIME_DIR"), Environment.GetEnvironmentVariable("EDGE_NATIVE_DIR")];
        var found = folders.FirstOrDefault(f => !string.IsNullOrEmpty(f) && File.Exists(Path.Combine(f, Library)));
        reason = found is null ? $"no {Library} in EDGE_ONNXRUNTIME_DIR or EDGE_NATIVE_DIR: run packaging/onnxruntime and name its folder" : "";
        return found;
    }

    /// <summary>The folder that holds the library for another processor, beside EDGE_ONNXRUNTIME_DIR, or null with the reason why there is none.</summary>
    public static string? FindFor(string rid, out string reason)
    {
        var folder = Environment.GetEnvironmentVariable("EDGE_ONNXRUNTIME_DIR");
        var found = string.IsNullOrEmpty(folder) ? null : Path.GetFullPath(Path.Combine(folder, "..", rid));
        var isThere = found is not null && File.Exists(Path.Combine(found, Library));
        reason = isThere ? "" : $"no {rid}/{Library} beside EDGE_ONNXRUNTIME_DIR: run packaging/onnxruntime {rid}";
        return isThere ? found : null;
    }

    /// <summary>The folder of its C headers, or null with the reason why there is none.</summary>
    public static string? FindHeaders(out string reason)
    {
        var folder = Environment.GetEnvironmentVariable("EDGE_ONNXRUNTIME_DIR");
        var headers = string.IsNullOrEmpty(folder) ? null : Path.GetFullPath(Path.Combine(folder, "..", "include"));
        var isThere = headers is not null && File.Exists(Path.Combine(headers, "onnxruntime_c_api.h"));
        reason = isThere ? "" : "no include/onnxruntime_c_api.h beside EDGE_ONNXRUNTIME_DIR: run packaging/onnxruntime and name its folder";
        return isThere ? headers : null;
    }
}
