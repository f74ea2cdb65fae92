using EdgeAgent.Core.Status;

namespace EdgeAgent.Uplink;

/// <summary>A way out that the gateway opens by itself. One consumer of the buffer each; threads and connections are its own.</summary>
public interface IPushUplink : IAsyncDisposable
{
    /// <summary>Starts it, once; the store is open by then.</summary>
    void Start();

    /// <summary>How it stands. Any thread.</summary>
    UplinkView View();
}
