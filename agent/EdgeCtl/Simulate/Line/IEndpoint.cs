namespace EdgeCtl.Simulate.Line;

/// <summary>A place where simulated devices are met: a pty, a listener, a connection. All are served by one thread; none waits.</summary>
internal interface IEndpoint : IDisposable
{
    /// <summary>File descriptor to wait for; -1 for none at present.</summary>
    int File { get; }

    /// <summary>What to wait for (poll(2)).</summary>
    short Events { get; }

    /// <summary>When to serve it though nothing came, ns.</summary>
    long DeadlineNs { get; }

    /// <summary>True once it is over and to be disposed of.</summary>
    bool IsOver { get; }

    /// <summary>Serves it: something came, or its deadline is there.</summary>
    void Serve(bool isReady, long nowNs);

    /// <summary>Called once a second.</summary>
    void EverySecond();
}
