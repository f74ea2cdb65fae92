namespace EdgeAgent.Buffer.Engine;

/// <summary>A record as the engine keeps it.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="Value">Its bytes.</param>
public readonly record struct EngineRecord(ulong Seq, byte[] Value);
