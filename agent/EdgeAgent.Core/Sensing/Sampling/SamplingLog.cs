using Microsoft.Extensions.Logging;

namespace EdgeAgent.Core.Sensing.Sampling;

/// <summary>Log messages of sampled sources. Event ids are frozen once shipped.</summary>
internal static partial class SamplingLog
{
    [LoggerMessage(2200, LogLevel.Information, "{Source}: every device is read")]
    public static partial void Reading(ILogger logger, string source);

    [LoggerMessage(2201, LogLevel.Warning, "{Source}: a device is lost and tried again ever more seldom: {Fault}")]
    public static partial void Lost(ILogger logger, string source, string fault);

    [LoggerMessage(2202, LogLevel.Error, "{Source}: reading failed; it goes on")]
    public static partial void StepFailed(ILogger logger, string source, Exception error);
}
