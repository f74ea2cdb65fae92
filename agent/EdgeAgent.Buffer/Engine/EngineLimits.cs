namespace EdgeAgent.Buffer.Engine;

/// <summary>Limits of an engine's files beside the data itself.</summary>
/// <param name="CheckpointBytes">Size of the log at which its content is moved into the data file.</param>
/// <param name="LogBytes">Size beyond which the log is cut back as soon as nobody reads in it.</param>
public sealed record EngineLimits(long CheckpointBytes, long LogBytes);
