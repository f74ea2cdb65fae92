using Microsoft.Extensions.Logging;

namespace EdgeAgent.Sensors.Sl651;

/// <summary>Log messages of SL 651 stations. Event ids are frozen once shipped.</summary>
internal static partial class Log
{
    [LoggerMessage(2420, LogLevel.Warning, "sl651: {Peer} sends for station {Station}, which is not in the site file; its data is not taken (told once)")]
    public static partial void UnknownStation(ILogger logger, string peer, string station);

    [LoggerMessage(2421, LogLevel.Error, "sl651: station {Device} is refused: its password is wrong (told once)")]
    public static partial void WrongPassword(ILogger logger, string device);

    [LoggerMessage(2422, LogLevel.Error, "sl651: station {Device} is refused: {Fault} (told once)")]
    public static partial void NoPassword(ILogger logger, string device, string fault);
}
