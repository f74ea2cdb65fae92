using System.Runtime.InteropServices;

namespace EdgeAgent.Core.Interop;

/// <summary>struct pollfd (poll(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct PollEntry
{
    /// <summary>Descriptor; a negative one is passed over.</summary>
    public int Descriptor;

    /// <summary>What is waited for.</summary>
    public short Events;

    /// <summary>What has happened.</summary>
    public short Results;
}

/// <summary>Waits for descriptors: ppoll(2). Thread-safe.</summary>
public static unsafe partial class KernelPoll
{
    /// <summary>POLLIN (poll(2)).</summary>
    public const short In = 1;

    /// <summary>POLLERR and POLLHUP (poll(2)).</summary>
    public const short Broken = 8 | 16;

    /// <summary>Waits until one of <paramref name="entries"/> has something or <paramref name="waitNs"/> has passed; how many have.</summary>
    public static int Wait(Span<PollEntry> entries, long waitNs)
    {
        var time = TimeSpec.FromNs(Math.Max(0, waitNs));
        fixed (PollEntry* first = entries)
        {
            return Poll(first, (nuint)entries.Length, &time, null);
        }
    }

    [LibraryImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    private static partial int Poll(PollEntry* descriptors, nuint count, TimeSpec* timeout, void* signals);
}
