using EdgeAgent.Core.Interop;

namespace EdgeAgent.Run;

/// <summary>The data path's lock, taken as soon as the disk lets it be.</summary>
internal sealed class OwnedDataPath(string dataPath) : IDisposable
{
    private LockResult? _taken;

    /// <summary>Takes it, or tells that it is held already by this.</summary>
    public LockResult TryTake()
    {
        if (_taken?.Held is null)
        {
            _taken = DataPathLock.Take(dataPath);
        }

        return _taken;
    }

    /// <inheritdoc/>
    public void Dispose() => _taken?.Held?.Dispose();
}
