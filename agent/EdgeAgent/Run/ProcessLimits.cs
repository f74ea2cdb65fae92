namespace EdgeAgent.Run;

/// <summary>How a module's process stands back behind the agent.</summary>
internal static class ProcessLimits
{
    private const string ScoreFile = "/proc/self/oom_score_adj";

    /// <summary>When memory runs out the kernel ends this process before any other (proc(5), oom_score_adj).</summary>
    public static void GiveWay()
    {
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
