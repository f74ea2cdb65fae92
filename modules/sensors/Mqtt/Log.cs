using Microsoft.Extensions.Logging;

namespace EdgeAgent.Sensors.Mqtt;

/// <summary>Log messages of MQTT sources. Event ids are frozen once shipped.</summary>
internal static partial class Log
{
    [LoggerMessage(2600, LogLevel.Information, "broker {Broker} connected by MQTT {Version}; {Topics} topics")]
    public static partial void Connected(ILogger logger, string broker, string version, int topics);

    [LoggerMessage(2601, LogLevel.Warning, "no connection to broker {Broker}: {Fault}; trying again until there is")]
    public static partial void NotConnected(ILogger logger, string broker, string fault);

    [LoggerMessage(2602, LogLevel.Error, "broker {Broker} refused the subscription to {Topic}: {Reason}")]
    public static partial void NotSubscribed(ILogger logger, string broker, string topic, string reason);

    [LoggerMessage(2603, LogLevel.Warning, "device {Device} sent a message that cannot be read: {Fault} (told once)")]
    public static partial void BadMessage(ILogger logger, string device, string fault);

    [LoggerMessage(2604, LogLevel.Warning, "device {Device} sent a value that cannot be read at {Path}: {Fault} (told once)")]
    public static partial void BadValue(ILogger logger, string device, string path, string fault);

    [LoggerMessage(2605, LogLevel.Error, "the source of broker {Broker} failed; it is connected again (told once)")]
    public static partial void SourceFailed(ILogger logger, string broker, Exception error);
}
