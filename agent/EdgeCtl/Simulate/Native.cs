using System.Runtime.InteropServices;

namespace EdgeCtl.Simulate;

/// <summary>What the simulator needs of the C library (posix_openpt(3), ptsname_r(3), cfmakeraw(3), ppoll(2)). Numbers are Linux's, the same on x86-64 and arm64.</summary>
internal static partial class Native
{
    /// <summary>Open for reading and writing.</summary>
    public const int ReadWrite = 2;

    /// <summary>Do not become the process's terminal.</summary>
    public const int NoTerminal = 0x100;

    /// <summary>Reads and writes do not wait.</summary>
    public const int NonBlocking = 0x800;

    /// <summary>Not inherited by child processes.</summary>
    public const int CloseOnExec = 0x80000;

    /// <summary>There is something to read.</summary>
    public const short PollIn = 1;

    /// <summary>Room for a `struct termios` of either architecture (60 bytes in glibc) with some to spare.</summary>
    public const int TermiosBytes = 128;

    /// <summary>Interrupted by a signal.</summary>
    public const int Interrupted = 4;

    /// <summary>Nothing to read, or no room to write, now.</summary>
    public const int TryAgain = 11;

    /// <summary>posix_openpt(3).</summary>
    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    public static partial int OpenMaster(int flags);

    /// <summary>grantpt(3).</summary>
    [LibraryImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    public static partial int Grant(int master);

    /// <summary>unlockpt(3).</summary>
    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    public static partial int Unlock(int master);

    /// <summary>ptsname_r(3); answers the error number itself.</summary>
    [LibraryImport("libc", EntryPoint = "ptsname_r")]
    public static unsafe partial int SlaveName(int master, byte* buffer, nuint length);

    /// <summary>open(2).</summary>
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    /// <summary>close(2).</summary>
    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int file);

    /// <summary>read(2).</summary>
    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static unsafe partial nint Read(int file, byte* buffer, nuint length);

    /// <summary>write(2).</summary>
    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static unsafe partial nint Write(int file, byte* buffer, nuint length);

    /// <summary>tcgetattr(3) into <see cref="TermiosBytes"/> bytes.</summary>
    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    public static unsafe partial int GetTermios(int file, byte* termios);

    /// <summary>cfmakeraw(3).</summary>
    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    public static unsafe partial void MakeRaw(byte* termios);

    /// <summary>tcsetattr(3); action 0 is TCSANOW.</summary>
    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    public static unsafe partial int SetTermios(int file, int action, byte* termios);

    /// <summary>ppoll(2) with no signal mask.</summary>
    [LibraryImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    public static unsafe partial int Poll(PollEntry* entries, nuint count, TimeSpec* timeout, nint signalMask);

    /// <summary>`struct pollfd`.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        /// <summary>File descriptor.</summary>
        public int File;

        /// <summary>What is asked for.</summary>
        public short Events;

        /// <summary>What is there.</summary>
        public short Returned;
    }

    /// <summary>`struct timespec` of a 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpec
    {
        /// <summary>Whole seconds.</summary>
        public long Seconds;

        /// <summary>The rest, ns.</summary>
        public long Nanoseconds;
    }
}
