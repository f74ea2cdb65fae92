using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Crash.Recording;

/// <summary>Builds native/recorder.c and tells the environment in which a child is recorded.</summary>
internal static class Recorder
{
    /// <summary>Compiles the library into a folder; skips the test where there is no compiler.</summary>
    public static string Build(string folder)
    {
        var library = Path.Combine(folder, "recorder.so");
        var fault = SystemCommand.Run("gcc", "-O2", "-shared", "-fPIC", "-o", library, Path.Combine(AppContext.BaseDirectory, "native", "recorder.c"), "-ldl", "-lpthread");
        Assert.SkipWhen(fault is not null, $"the recording layer cannot be built: {fault}");
        return library;
    }

    public static Dictionary<string, string> Environment(string library, string folder, string? log = null, bool withFaults = false)
    {
        var environment = new Dictionary<string, string> { ["LD_PRELOAD"] = library, ["EDGE_RECORD_DIR"] = folder };
        if (log is not null)
        {
            environment["EDGE_RECORD_LOG"] = log;
        }

        if (withFaults)
        {
            environment["EDGE_LOAD_FAULTS"] = "1";
        }

        return environment;
    }
}
