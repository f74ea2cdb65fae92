using System.Runtime.InteropServices;

namespace EdgeAgent.Core.Interop;

/// <summary>
/// The C library calls that several parts share (Linux, 64 bit, glibc). All are thread-safe. Those that fail leave errno in <see cref="Errno"/>.
/// Numbers and layouts are compared with the C headers of x86-64 and arm64 by the ABI test.
/// </summary>
public static partial class Libc
{
    /// <summary>CLOCK_REALTIME (clock_gettime(2)).</summary>
    public const int ClockRealtime = 0;

    /// <summary>CLOCK_BOOTTIME (clock_gettime(2)).</summary>
    public const int ClockBoottime = 7;

    /// <summary>O_RDWR (open(2)).</summary>
    public const int OpenReadWrite = 2;

    /// <summary>O_CREAT (open(2)).</summary>
    public const int OpenCreate = 0x40;

    /// <summary>O_NOCTTY (open(2)).</summary>
    public const int OpenNoTerminal = 0x100;

    /// <summary>O_NONBLOCK (open(2)).</summary>
    public const int OpenNonBlocking = 0x800;

    /// <summary>O_CLOEXEC (open(2)).</summary>
    public const int OpenCloseOnExec = 0x80000;

    /// <summary>LOCK_EX (flock(2)).</summary>
    public const int LockExclusive = 2;

    /// <summary>LOCK_NB (flock(2)).</summary>
    public const int LockNonBlocking = 4;

    /// <summary>EFD_CLOEXEC (eventfd(2)).</summary>
    public const int EventCloseOnExec = 0x80000;

    /// <summary>EFD_NONBLOCK (eventfd(2)).</summary>
    public const int EventNonBlocking = 0x800;

    /// <summary>TIME_ERROR, what adjtimex answers for a clock that nobody disciplines (adjtimex(2)).</summary>
    public const int TimeError = 5;

    /// <summary>STA_UNSYNC in timex.status (adjtimex(2)).</summary>
    public const int StatusUnsynced = 0x40;

    /// <summary>AT_FDCWD (openat(2)).</summary>
    public const int AtCurrentFolder = -100;

    /// <summary>STATX_INO (statx(2)).</summary>
    public const uint StatXInode = 0x100;

    /// <summary>STATX_SIZE (statx(2)).</summary>
    public const uint StatXSize = 0x200;

    /// <summary>M_TRIM_THRESHOLD (mallopt(3)).</summary>
    public const int MallocTrimThreshold = -1;

    /// <summary>M_MMAP_THRESHOLD (mallopt(3)).</summary>
    public const int MallocMapThreshold = -3;

    /// <summary>M_ARENA_MAX (mallopt(3)).</summary>
    public const int MallocArenaMax = -8;

    private const string Library = "libc";

    /// <summary>errno of the last failed call of this thread.</summary>
    public static int Errno => Marshal.GetLastPInvokeError();

    /// <summary>What an errno means, in English, with its number.</summary>
    public static string ErrorText(int errno) => $"{Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})";

    /// <summary>mallopt(3): true when it was taken.</summary>
    public static bool SetMalloc(int parameter, int value) => SetMallocOption(parameter, value) == 1;

    /// <summary>clock_gettime(2).</summary>
    [LibraryImport(Library, EntryPoint = "clock_gettime")]
    [SuppressGCTransition]
    public static partial int ClockGetTime(int clock, out TimeSpec time);

    /// <summary>adjtimex(2); only reads while <see cref="Timex.Modes"/> is 0.</summary>
    [LibraryImport(Library, EntryPoint = "adjtimex")]
    public static partial int AdjustTime(ref Timex timex);

    /// <summary>open(2).</summary>
    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, int mode);

    /// <summary>close(2).</summary>
    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    /// <summary>flock(2).</summary>
    [LibraryImport(Library, EntryPoint = "flock", SetLastError = true)]
    public static partial int Lock(int descriptor, int operation);

    /// <summary>eventfd(2).</summary>
    [LibraryImport(Library, EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventDescriptor(uint initial, int flags);

    /// <summary>read(2).</summary>
    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static unsafe partial nint Read(int descriptor, byte* buffer, nuint count);

    /// <summary>write(2).</summary>
    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static unsafe partial nint Write(int descriptor, byte* buffer, nuint count);

    /// <summary>statx(2).</summary>
    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int StatX(int folder, string path, int flags, uint mask, out FileStatus status);

    [LibraryImport(Library, EntryPoint = "mallopt")]
    private static partial int SetMallocOption(int parameter, int value);
}
