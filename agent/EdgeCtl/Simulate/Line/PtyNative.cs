using System.Runtime.InteropServices;
using EdgeAgent.Core.Interop;

namespace EdgeCtl.Simulate.Line;

/// <summary>
/// What the simulator needs of the C library besides <see cref="Libc"/> (posix_openpt(3), ptsname_r(3), cfmakeraw(3), ppoll(2), ioctl_tty(2)). Numbers are Linux's,
/// the same on x86-64 and arm64.
/// </summary>
internal static partial class PtyNative
{
    /// <summary>POLLIN (poll(2)).</summary>
    public const short PollIn = 1;

    /// <summary>TIOCNXCL (ioctl_tty(2)).</summary>
    public const nuint NotExclusive = 0x540D;

    /// <summary>TCGETS2 (ioctl_tty(2)).</summary>
    public const nuint GetTermios2 = 0x802C542A;

    /// <summary>Bytes of `struct termios2` (asm-generic/termbits.h).</summary>
    public const int Termios2Bytes = 44;

    /// <summary>Where its output rate is: bits a second, whatever the name of the rate.</summary>
    public const int OutputRateAt = 40;

    /// <summary>PR_SET_TIMERSLACK (prctl(2)).</summary>
    public const int SetTimerSlack = 29;

    /// <summary>POLLOUT (poll(2)).</summary>
    public const short PollOut = 4;

    /// <summary>EINTR (errno(3)).</summary>
    public const int Interrupted = 4;

    /// <summary>Room for a `struct termios` of either architecture (60 bytes in glibc) with some to spare.</summary>
    public const int TermiosBytes = 128;

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

    /// <summary>tcgetattr(3) into <see cref="TermiosBytes"/> bytes.</summary>
    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    public static unsafe partial int GetTermios(int file, byte* termios);

    /// <summary>cfmakeraw(3).</summary>
    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    public static unsafe partial void MakeRaw(byte* termios);

    /// <summary>tcsetattr(3); action 0 is TCSANOW.</summary>
    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    public static unsafe partial int SetTermios(int file, int action, byte* termios);

    /// <summary>ioctl(2) with no argument.</summary>
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(int file, nuint request, nint argument);

    /// <summary>ioctl(2) that fills a structure.</summary>
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static unsafe partial int Control(int file, nuint request, byte* argument);

    /// <summary>prctl(2) with one number.</summary>
    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    public static partial int ProcessControl(int option, nuint argument);

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
}
