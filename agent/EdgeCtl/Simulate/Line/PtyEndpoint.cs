namespace EdgeCtl.Simulate.Line;

/// <summary>A line on a pty. Disposes of the pty.</summary>
internal sealed class PtyEndpoint(Pty pty, SlaveBus bus) : IEndpoint
{
    private readonly byte[] _receive = new byte[1024];
    private readonly byte[] _send = new byte[SlaveBus.MaxFrame + 1024];

    /// <inheritdoc/>
    public int File => pty.Master;

    /// <inheritdoc/>
    public short Events => PtyNative.PollIn;

    /// <inheritdoc/>
    public long DeadlineNs { get; private set; }

    /// <inheritdoc/>
    public bool IsOver => false;

    /// <inheritdoc/>
    public void Serve(bool isReady, long nowNs)
    {
        var received = isReady ? pty.Read(_receive) : 0;
        bus.MasterBaud = pty.MasterBaud();
        var sent = bus.Step(_receive.AsSpan(0, received), nowNs, _send, out var deadlineNs);
        DeadlineNs = deadlineNs;
        if (sent > 0)
        {
            pty.Write(_send.AsSpan(0, sent));
        }
    }

    /// <inheritdoc/>
    public void EverySecond() => pty.ForgetClaim();

    /// <inheritdoc/>
    public void Dispose() => pty.Dispose();
}
