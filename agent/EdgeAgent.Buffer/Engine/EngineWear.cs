namespace EdgeAgent.Buffer.Engine;

/// <summary>What an engine has cost the disk since it was opened.</summary>
/// <param name="BytesWritten">Bytes written to its files.</param>
/// <param name="Syncs">fsync and fdatasync calls.</param>
public readonly record struct EngineWear(long BytesWritten, long Syncs)
{
    /// <summary>Both added up.</summary>
    public static EngineWear operator +(EngineWear a, EngineWear b) => new(a.BytesWritten + b.BytesWritten, a.Syncs + b.Syncs);

    /// <summary>The same as the operator.</summary>
    public static EngineWear Add(EngineWear left, EngineWear right) => left + right;
}
