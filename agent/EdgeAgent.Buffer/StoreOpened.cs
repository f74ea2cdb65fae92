using EdgeAgent.Buffer.Engine;

namespace EdgeAgent.Buffer;

/// <summary>A store that is open: its engine, its identity and what it held. Immutable, so that a store set aside at run time is replaced in one step.</summary>
internal sealed record StoreOpened(IStoreEngine Engine, HeadsFile HeadsFile, string Epoch, byte[] Key, BufferState State)
{
    /// <summary>Closes its files.</summary>
    public void Close()
    {
        Engine.Dispose();
        HeadsFile.Dispose();
    }
}
