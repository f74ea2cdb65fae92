using Microsoft.Extensions.Logging;

namespace EdgeAgent.Sensors.Serial;

/// <summary>Log messages of serial ports. Event ids are frozen once shipped.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "port {Port} open: {Path}")]
    public static partial void Opened(ILogger logger, string port, string path);

    [LoggerMessage(2001, LogLevel.Error, "port {Port} cannot be opened: {Fault}; trying again until it can")]
    public static partial void OpenFailed(ILogger logger, string port, string fault);

    [LoggerMessage(2002, LogLevel.Warning, "port {Port} is gone: {Fault}; looking for it again")]
    public static partial void Gone(ILogger logger, string port, string fault);

    [LoggerMessage(2003, LogLevel.Error, "the driver of port {Port} failed; the port is opened again (told once)")]
    public static partial void DriverFailed(ILogger logger, string port, Exception error);
}
