namespace EdgeAgent.Core.Interop;

/// <summary>An eventfd(2) that lets any thread wake one that waits in poll(2). Thread-safe; waking a disposed one does nothing.</summary>
public sealed unsafe class WakeEvent : IDisposable
{
    private readonly Lock _gate = new();
    private int _descriptor;

    /// <summary>Makes one; throws <see cref="IOException"/> when the process has no descriptor left.</summary>
    public WakeEvent()
    {
        _descriptor = Libc.EventDescriptor(0, Libc.EventCloseOnExec | Libc.EventNonBlocking);
        if (_descriptor < 0)
        {
            throw new IOException($"eventfd: {Libc.ErrorText(Libc.Errno)}");
        }
    }

    /// <summary>Descriptor to wait on; readable once woken.</summary>
    public int Descriptor => _descriptor;

    /// <summary>Wakes whoever waits, now or the next time.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            if (_descriptor >= 0)
            {
                var one = 1UL;
                _ = Libc.Write(_descriptor, (byte*)&one, sizeof(ulong));
            }
        }
    }

    /// <summary>Takes the wake, so that the next wait waits again.</summary>
    public void Clear()
    {
        ulong count;
        _ = Libc.Read(_descriptor, (byte*)&count, sizeof(ulong));
    }

    /// <summary>Closes it; only when nobody waits on it any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_descriptor >= 0)
            {
                _ = Libc.Close(_descriptor);
                _descriptor = -1;
            }
        }
    }
}
