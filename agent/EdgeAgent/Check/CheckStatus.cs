namespace EdgeAgent.Check;

/// <summary>How one check ended. The order is that of severity; the numbers are the exit statuses of `edgeagent check`.</summary>
internal enum CheckStatus
{
    /// <summary>As it should be.</summary>
    Ok = 0,

    /// <summary>The agent runs, but a person should look.</summary>
    Warn = 1,

    /// <summary>The agent would not start, or not do its main job.</summary>
    Fail = 2,
}
