using EdgeAgent.Core.Time;
using Microsoft.Extensions.Logging;

namespace EdgeAgent;

/// <summary>Log messages of the executable. Event ids are frozen once shipped.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Information, "edgeagent {Version} starts: gateway {Gateway}, {Points} points on {Buses} buses, epoch {Epoch}")]
    public static partial void Started(ILogger logger, string version, string gateway, int points, int buses, string epoch);

    [LoggerMessage(101, LogLevel.Information, "stopping: {Reason}")]
    public static partial void Stopping(ILogger logger, string reason);

    [LoggerMessage(102, LogLevel.Information, "stopped after {ElapsedMs} ms; {Waiting} summaries could not be stored")]
    public static partial void Stopped(ILogger logger, long elapsedMs, int waiting);

    [LoggerMessage(103, LogLevel.Information, "site file re-read: {Points} points on {Buses} buses")]
    public static partial void Reloaded(ILogger logger, int points, int buses);

    [LoggerMessage(104, LogLevel.Error, "site file refused, the old one goes on: {Faults}")]
    public static partial void ReloadRefused(ILogger logger, string faults);

    [LoggerMessage(105, LogLevel.Warning, "{What} changed in the site file: takes effect at the next start")]
    public static partial void NeedsRestart(ILogger logger, string what);

    [LoggerMessage(106, LogLevel.Error, "a step of the data path failed; what it had made is lost")]
    public static partial void StageFailed(ILogger logger, Exception error);

    [LoggerMessage(107, LogLevel.Error, "nothing can be stored: {Fault}; reading goes on, summaries wait in memory")]
    public static partial void StoreFailed(ILogger logger, string fault);

    [LoggerMessage(108, LogLevel.Information, "storing works again")]
    public static partial void StoreWorks(ILogger logger);

    [LoggerMessage(109, LogLevel.Error, "cannot listen: {Fault}")]
    public static partial void ListenFailed(ILogger logger, string fault);

    [LoggerMessage(110, LogLevel.Information, "listening: {Addresses}")]
    public static partial void Listening(ILogger logger, string addresses);

    [LoggerMessage(111, LogLevel.Error, "the data path has not moved for {ElapsedMs} ms: no sign of life is given to the watchdog")]
    public static partial void Stuck(ILogger logger, long elapsedMs);

    [LoggerMessage(112, LogLevel.Warning, "{Warning}")]
    public static partial void ConfigurationWarning(ILogger logger, string warning);

    [LoggerMessage(120, LogLevel.Information, "command {Command} of {Caller}: {Outcome}: {Detail}")]
    public static partial void CommandRun(ILogger logger, string caller, string command, string outcome, string detail);

    [LoggerMessage(121, LogLevel.Warning, "the satellite receiver's time {Time} is {Verdict}: BeforeFloor is a receiver whose week number rolled over or that has no battery, Apart one far from the times before (told when it changes)")]
    public static partial void FixJudged(ILogger logger, FixVerdict verdict, string time);
}
