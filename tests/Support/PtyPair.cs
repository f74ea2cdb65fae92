using System.Runtime.InteropServices;

namespace EdgeAgent.Tests.Support;

/// <summary>A pseudo terminal pair: the slave side is a serial line's device, the master side is the cable.</summary>
public sealed unsafe partial class PtyPair : IDisposable
{
    private const int ReadWriteNoTerminal = 0x2 | 0x100 | 0x80000;
    private int _master;

    /// <summary>Makes a pair, raw. <paramref name="link"/>, when given, becomes a symbolic link to the slave's device.</summary>
    public PtyPair(string? link = null)
    {
        _master = OpenMaster(ReadWriteNoTerminal);
        var name = stackalloc byte[64];
        if (_master < 0 || Grant(_master) != 0 || Unlock(_master) != 0 || SlaveName(_master, name, 64) != 0)
        {
            throw new IOException("no pseudo terminal");
        }

        Path = Marshal.PtrToStringUTF8((nint)name)!;
        if (link is not null)
        {
            File.Delete(link);
            File.CreateSymbolicLink(link, Path);
        }
    }

    /// <summary>Device of the slave side.</summary>
    public string Path { get; }

    /// <summary>Writes all bytes to the cable.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* p = bytes)
        {
            if (Write(_master, p, (nuint)bytes.Length) != bytes.Length)
            {
                throw new IOException("short write to a pseudo terminal");
            }
        }
    }

    /// <summary>Reads what comes within <paramref name="forMs"/> ms; empty when nothing does.</summary>
    public byte[] Read(int forMs)
    {
        var poll = new PollEntry { Descriptor = _master, Events = 1 };
        if (Poll(&poll, 1, forMs) <= 0)
        {
            return [];
        }

        var buffer = stackalloc byte[1024];
        var count = (int)Read(_master, buffer, 1024);
        return count > 0 ? new ReadOnlySpan<byte>(buffer, count).ToArray() : [];
    }

    /// <summary>Reads until <paramref name="count"/> bytes are there or <paramref name="forMs"/> ms have passed without any.</summary>
    public byte[] ReadExactly(int count, int forMs)
    {
        var all = new List<byte>();
        while (all.Count < count)
        {
            var some = Read(forMs);
            if (some.Length == 0)
            {
                break;
            }

            all.AddRange(some);
        }

        return [.. all];
    }

    /// <summary>Unplugs: the device is gone.</summary>
    public void Dispose()
    {
        if (_master >= 0)
        {
            _ = Close(_master);
            _master = -1;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Results;
    }

    [LibraryImport("libc", EntryPoint = "posix_openpt")]
    private static partial int OpenMaster(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt")]
    private static partial int Grant(int descriptor);

    [LibraryImport("libc", EntryPoint = "unlockpt")]
    private static partial int Unlock(int descriptor);

    [LibraryImport("libc", EntryPoint = "ptsname_r")]
    private static partial int SlaveName(int descriptor, byte* name, nuint length);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(PollEntry* entries, nuint count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
