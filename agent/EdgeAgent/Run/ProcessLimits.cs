using EdgeAgent.Core.Interop;

namespace EdgeAgent.Run;

/// <summary>How a module's process stands back behind the agent.</summary>
internal static class ProcessLimits
{
    private const string ScoreFile = "/proc/self/oom_score_adj";

    private const int LargeBytes = 64 << 10;
    private const int Arenas = 2;

    /// <summary>
    /// When memory runs out the kernel ends this process before any other (proc(5), oom_score_adj), and what the C library is given back goes back to the kernel: a model's weights are copied about
    /// while it is loaded, and 25 of 120 MB would stay for nothing.
    /// </summary>
    public static void GiveWay()
    {
        _ = Libc.SetMalloc(Libc.MallocMapThreshold, LargeBytes);
        _ = Libc.SetMalloc(Libc.MallocTrimThreshold, LargeBytes);
        _ = Libc.SetMalloc(Libc.MallocArenaMax, Arenas);
        try
        {
            File.WriteAllText(ScoreFile, "1000");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then the kernel decides by size alone, which is this process too.
        }
    }
}
