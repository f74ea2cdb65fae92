using Microsoft.Extensions.Logging;

namespace EdgeAgent.Sensors.Can;

/// <summary>Log messages of CAN. Event ids are frozen once shipped.</summary>
internal static partial class Log
{
    [LoggerMessage(2400, LogLevel.Information, "CAN bus {Bus} open: {Interface}")]
    public static partial void Opened(ILogger logger, string bus, string @interface);

    [LoggerMessage(2401, LogLevel.Error, "CAN bus {Bus} cannot be read: {Fault}; trying again until it can")]
    public static partial void NotOpened(ILogger logger, string bus, string fault);

    [LoggerMessage(2402, LogLevel.Warning, "CAN bus {Bus}: the controller has left the bus (bus-off), {Count} times so far")]
    public static partial void BusOff(ILogger logger, string bus, long count);

    [LoggerMessage(2403, LogLevel.Warning, "CAN bus {Bus}: {Dropped} frames were dropped, more came than were taken in time")]
    public static partial void Dropped(ILogger logger, string bus, long dropped);

    [LoggerMessage(2404, LogLevel.Error, "reading CAN bus {Bus} failed; it goes on")]
    public static partial void StepFailed(ILogger logger, string bus, Exception error);
}
