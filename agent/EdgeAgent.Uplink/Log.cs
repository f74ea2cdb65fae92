using Microsoft.Extensions.Logging;

namespace EdgeAgent.Uplink;

/// <summary>Log messages of the uplinks. Event ids are frozen once shipped.</summary>
internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Information, "connected to {Server} by MQTT {Version}")]
    public static partial void Connected(ILogger logger, string server, string version);

    [LoggerMessage(4001, LogLevel.Warning, "no connection to {Server}: {Fault}")]
    public static partial void ConnectionFailed(ILogger logger, string server, string fault);

    [LoggerMessage(4002, LogLevel.Error, "libmosquitto.so.1 is missing, nothing is pushed; install the package libmosquitto1 ({Detail})")]
    public static partial void LibraryMissing(ILogger logger, string detail);

    [LoggerMessage(4003, LogLevel.Warning, "{Server} did not take a message: {Reason}; it is kept and sent again later")]
    public static partial void NotTaken(ILogger logger, string server, string reason);

    [LoggerMessage(4004, LogLevel.Warning, "an acknowledgement could not be stored, it is tried again: {Fault}")]
    public static partial void AckFailed(ILogger logger, string fault);
}
