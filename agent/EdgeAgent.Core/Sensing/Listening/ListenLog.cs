using Microsoft.Extensions.Logging;

namespace EdgeAgent.Core.Sensing.Listening;

/// <summary>Log messages of listeners. Event ids are frozen once shipped.</summary>
internal static partial class ListenLog
{
    [LoggerMessage(2400, LogLevel.Information, "listening on {Address} for {Kind}")]
    public static partial void Listening(ILogger logger, string address, string kind);

    [LoggerMessage(2401, LogLevel.Error, "cannot listen for {Kind}: {Fault}; trying again until it can")]
    public static partial void CannotListen(ILogger logger, string kind, string fault);

    [LoggerMessage(2402, LogLevel.Debug, "{Kind}: {Peer} connected")]
    public static partial void Connected(ILogger logger, string kind, string peer);

    [LoggerMessage(2403, LogLevel.Debug, "{Kind}: {Peer} ended: {End}")]
    public static partial void Ended(ILogger logger, string kind, string peer, LinkEnd end);

    [LoggerMessage(2404, LogLevel.Error, "{Kind}: the driver failed on what {Peer} sent; the connection is dropped (told once)")]
    public static partial void DriverFailed(ILogger logger, string kind, string peer, Exception error);

    [LoggerMessage(2405, LogLevel.Warning, "{Kind}: all {Count} connections are taken; newcomers are turned away (told once)")]
    public static partial void Full(ILogger logger, string kind, int count);
}
