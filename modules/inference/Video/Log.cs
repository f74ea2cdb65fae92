using Microsoft.Extensions.Logging;

namespace EdgeAgent.Inference.Video;

/// <summary>Log messages of cameras and video modules. Event ids are frozen once shipped.</summary>
internal static partial class Log
{
    [LoggerMessage(5000, LogLevel.Information, "module {Module} is ready, ONNX Runtime {Runtime}")]
    public static partial void ModuleReady(ILogger logger, string module, string runtime);

    [LoggerMessage(5001, LogLevel.Error, "module {Module}: {Fault}; it is started again")]
    public static partial void ModuleEnded(ILogger logger, string module, string fault);

    [LoggerMessage(5002, LogLevel.Warning, "camera {Camera}: {Fault}; trying again until it works")]
    public static partial void CameraFailed(ILogger logger, string camera, string fault);

    [LoggerMessage(5003, LogLevel.Information, "camera {Camera} gives pictures")]
    public static partial void CameraBack(ILogger logger, string camera);

    [LoggerMessage(5005, LogLevel.Warning, "camera {Camera}: no picture of an event could be made: {Fault}")]
    public static partial void NoEvidence(ILogger logger, string camera, string fault);

    [LoggerMessage(5006, LogLevel.Warning, "camera {Camera} keeps pictures in which people are not made unknowable; the site file says why: {Reason}")]
    public static partial void PlainEvidence(ILogger logger, string camera, string reason);

    [LoggerMessage(5004, LogLevel.Error, "a round of a video module failed; it goes on")]
    public static partial void RoundFailed(ILogger logger, Exception error);
}
