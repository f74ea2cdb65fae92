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

    [LoggerMessage(4005, LogLevel.Warning, "{Count} messages on {Topic} were not understood, the last because {Fault}")]
    public static partial void BadAcks(ILogger logger, long count, string topic, string fault);

    [LoggerMessage(4006, LogLevel.Warning, "no application confirmed what {Server} took; it is sent again")]
    public static partial void Redelivered(ILogger logger, string server);

    [LoggerMessage(4007, LogLevel.Warning, "{Server} refused the subscription to {Topic}: {Reason}")]
    public static partial void NotSubscribed(ILogger logger, string server, string topic, string reason);

    [LoggerMessage(4008, LogLevel.Error, "the uplink's loop failed; the connection is made anew")]
    public static partial void LoopFailed(ILogger logger, Exception error);

    [LoggerMessage(4100, LogLevel.Information, "Sparkplug: {Node} is born at {Server}, bdSeq {BdSeq}")]
    public static partial void NodeBorn(ILogger logger, string node, string server, int bdSeq);

    [LoggerMessage(4101, LogLevel.Warning, "Sparkplug: no session with {Server}: {Fault}")]
    public static partial void SessionEnded(ILogger logger, string server, string fault);

    [LoggerMessage(4102, LogLevel.Warning, "Sparkplug: a message on {Topic} was not understood: {Fault}")]
    public static partial void NotUnderstood(ILogger logger, string topic, string fault);

    [LoggerMessage(4103, LogLevel.Warning, "Sparkplug: a command on {Topic} was refused: a gateway writes to no device")]
    public static partial void WriteRefused(ILogger logger, string topic);

    [LoggerMessage(4104, LogLevel.Warning, "Sparkplug: the uplink's position could not be stored, it goes on in memory: {Fault}")]
    public static partial void StateNotStored(ILogger logger, string fault);

    [LoggerMessage(4105, LogLevel.Warning, "Sparkplug: {Count} summaries were released by others before {Name} could send them")]
    public static partial void ReleasedUnsent(ILogger logger, long count, string name);

    [LoggerMessage(4106, LogLevel.Error, "Sparkplug: an error ended the session, it is made anew")]
    public static partial void SessionFailed(ILogger logger, Exception error);

    // The web server's, from 4200 on.
    [LoggerMessage(4200, LogLevel.Error, "the token {Token} cannot sign in: secret {Secret}: {Fault}")]
    public static partial void TokenUnusable(ILogger logger, string token, string secret, string fault);

    [LoggerMessage(4201, LogLevel.Information, "certificate {File} read again, good until {NotAfter}")]
    public static partial void CertificateRead(ILogger logger, string file, DateTimeOffset notAfter);

    [LoggerMessage(4202, LogLevel.Error, "the changed certificate is not used, the old one goes on: {Fault}")]
    public static partial void CertificateUnusable(ILogger logger, string fault);

    [LoggerMessage(4203, LogLevel.Error, "certificate {File} ends at {NotAfter}: put a new one in its place")]
    public static partial void CertificateEnds(ILogger logger, string file, DateTimeOffset notAfter);
}
