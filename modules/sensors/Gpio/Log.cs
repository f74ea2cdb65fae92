using Microsoft.Extensions.Logging;

namespace EdgeAgent.Sensors.Gpio;

/// <summary>Log messages of GPIO. Event ids are frozen once shipped.</summary>
internal static partial class Log
{
    [LoggerMessage(2300, LogLevel.Information, "line {Line} of {Point} is taken")]
    public static partial void Taken(ILogger logger, string line, string point);

    [LoggerMessage(2301, LogLevel.Error, "line {Line} of {Point} cannot be had: {Fault}; trying again until it can")]
    public static partial void NotHad(ILogger logger, string line, string point, string fault);

    [LoggerMessage(2302, LogLevel.Warning, "line {Line} of {Point} is gone; looking for it again")]
    public static partial void Gone(ILogger logger, string line, string point);

    [LoggerMessage(2303, LogLevel.Warning, "line {Line} of {Point}: the kernel dropped {Dropped} edges in all, more came than were taken in time")]
    public static partial void Dropped(ILogger logger, string line, string point, long dropped);

    [LoggerMessage(2304, LogLevel.Error, "{File} cannot be written: {Fault}; pulses since the last time it could are lost in a restart")]
    public static partial void CountNotKept(ILogger logger, string file, string fault);

    [LoggerMessage(2305, LogLevel.Error, "{File}: {Fault}; the count begins at 0")]
    public static partial void CountLost(ILogger logger, string file, string fault);

    [LoggerMessage(2306, LogLevel.Error, "reading GPIO lines failed; it goes on")]
    public static partial void StepFailed(ILogger logger, Exception error);

    [LoggerMessage(2307, LogLevel.Information, "the gateway was suspended: times of GPIO edges follow")]
    public static partial void Suspended(ILogger logger);

    [LoggerMessage(2308, LogLevel.Warning, "line {Line} of {Point}: its chip has no interrupt; the line is read every {PollMs} ms, and shorter changes are not seen")]
    public static partial void NoEdges(ILogger logger, string line, string point, long pollMs);
}
