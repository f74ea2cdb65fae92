using Microsoft.Extensions.Logging;

namespace EdgeAgent.Sensors.Hj212;

/// <summary>Log messages of HJ 212 stations. Event ids are frozen once shipped.</summary>
internal static partial class Log
{
    [LoggerMessage(2410, LogLevel.Warning, "hj212: {Peer} sends for station {Mn}, which is not in the site file; its data is not taken (told once)")]
    public static partial void UnknownStation(ILogger logger, string peer, string mn);

    [LoggerMessage(2411, LogLevel.Error, "hj212: station {Device} is refused: its password is wrong (told once)")]
    public static partial void WrongPassword(ILogger logger, string device);

    [LoggerMessage(2412, LogLevel.Error, "hj212: station {Device} is refused: {Fault} (told once)")]
    public static partial void NoPassword(ILogger logger, string device, string fault);
}
