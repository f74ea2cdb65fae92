namespace EdgeAgent.Tests.Support;

/// <summary>Where the published native binaries are: EDGE_NATIVE_DIR, which packaging/test sets.</summary>
public static class NativeBinary
{
    /// <summary>Path of a native binary, or null with the reason why there is none.</summary>
    public static string? Find(string name, out string reason)
    {
        var folder = Environment.GetEnvironmentVariable("EDGE_NATIVE_DIR");
        if (string.IsNullOrEmpty(folder))
        {
            reason = "EDGE_NATIVE_DIR is not set: run packaging/native/publish and name its folder";
            return null;
        }

        var path = Path.Combine(folder, name);
        reason = File.Exists(path) ? "" : $"no native binary {name} in EDGE_NATIVE_DIR";
        return reason.Length == 0 ? path : null;
    }
}
