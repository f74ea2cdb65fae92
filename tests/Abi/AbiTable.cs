using System.Runtime.InteropServices;
using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Mqtt;
using EdgeAgent.Sensors.Serial;

namespace EdgeAgent.Tests.Abi;

/// <summary>
/// Everything that is bound: a C expression and what our declarations say it is. A new binding adds its lines here and nowhere else.
/// </summary>
internal static class AbiTable
{
    /// <summary>Headers that the expressions need.</summary>
    public static readonly string[] Headers =
    [
        "stddef.h", "errno.h", "fcntl.h", "linux/stat.h", "poll.h", "time.h", "sys/file.h", "malloc.h", "sys/eventfd.h", "sys/timex.h", "sys/prctl.h", "asm/termios.h", "linux/serial.h", "linux/tty.h",
        "sys/socket.h", "linux/sockios.h", "sys/uio.h", "net/if.h", "linux/gpio.h", "linux/i2c.h", "linux/i2c-dev.h", "linux/can.h", "linux/can/raw.h", "linux/can/error.h",
    ];

    /// <summary>Expressions and values for the kernel and the C library.</summary>
    public static IReadOnlyList<(string Expression, long Value)> Rows { get; } =
    [
        .. Structs(), .. Core(), .. Ioctls(), .. Terminal(), .. Errors(), .. KernelTable.Rows(),
        .. BaudRates.Named.Select(r => ($"B{r.Baud}", (long)r.Flag)),
    ];

    private static IEnumerable<(string Expression, long Value)> Structs() =>
    [
        ("sizeof(struct timespec)", Marshal.SizeOf<TimeSpec>()),
        ("offsetof(struct timespec, tv_nsec)", Offset<TimeSpec>("<Nanoseconds>k__BackingField")),
        ("sizeof(struct statx)", Marshal.SizeOf<FileStatus>()),
        ("offsetof(struct statx, stx_ino)", Offset<FileStatus>("<Inode>k__BackingField")),
        ("offsetof(struct statx, stx_size)", Offset<FileStatus>("<Size>k__BackingField")),
        ("offsetof(struct statx, stx_dev_major)", Offset<FileStatus>("<DeviceMajor>k__BackingField")),
        ("offsetof(struct statx, stx_dev_minor)", Offset<FileStatus>("<DeviceMinor>k__BackingField")),
        ("sizeof(struct timex)", Marshal.SizeOf<Timex>()),
        ("offsetof(struct timex, modes)", Offset<Timex>(nameof(Timex.Modes))),
        ("offsetof(struct timex, status)", Offset<Timex>(nameof(Timex.Status))),
        ("sizeof(struct pollfd)", Marshal.SizeOf<PollDescriptor>()),
        ("offsetof(struct pollfd, events)", Offset<PollDescriptor>(nameof(PollDescriptor.Events))),
        ("offsetof(struct pollfd, revents)", Offset<PollDescriptor>(nameof(PollDescriptor.Results))),
        ("sizeof(struct pollfd)", Marshal.SizeOf<MosquittoNative.PollDescriptor>()),
        ("offsetof(struct pollfd, fd)", Offset<MosquittoNative.PollDescriptor>(nameof(MosquittoNative.PollDescriptor.Descriptor))),
        ("offsetof(struct pollfd, events)", Offset<MosquittoNative.PollDescriptor>(nameof(MosquittoNative.PollDescriptor.Events))),
        ("offsetof(struct pollfd, revents)", Offset<MosquittoNative.PollDescriptor>(nameof(MosquittoNative.PollDescriptor.Results))),
        ("sizeof(nfds_t) - sizeof(void *)", 0),
        ("sizeof(struct termios2)", Marshal.SizeOf<Termios2>()),
        ("offsetof(struct termios2, c_oflag)", Offset<Termios2>(nameof(Termios2.OutputFlags))),
        ("offsetof(struct termios2, c_cflag)", Offset<Termios2>(nameof(Termios2.ControlFlags))),
        ("offsetof(struct termios2, c_lflag)", Offset<Termios2>(nameof(Termios2.LocalFlags))),
        ("offsetof(struct termios2, c_line)", Offset<Termios2>(nameof(Termios2.Line))),
        ("offsetof(struct termios2, c_cc)", Offset<Termios2>(nameof(Termios2.Control))),
        ("offsetof(struct termios2, c_ispeed)", Offset<Termios2>(nameof(Termios2.InputSpeed))),
        ("offsetof(struct termios2, c_ospeed)", Offset<Termios2>(nameof(Termios2.OutputSpeed))),
        ("NCCS", Termios2.ControlCharacters),
        ("sizeof(struct serial_rs485)", Marshal.SizeOf<Rs485Settings>()),
        ("offsetof(struct serial_rs485, delay_rts_before_send)", Offset<Rs485Settings>(nameof(Rs485Settings.DelayBeforeSendMs))),
        ("offsetof(struct serial_rs485, delay_rts_after_send)", Offset<Rs485Settings>(nameof(Rs485Settings.DelayAfterSendMs))),
    ];

    private static IEnumerable<(string Expression, long Value)> Core() =>
    [
        ("CLOCK_REALTIME", Libc.ClockRealtime),
        ("CLOCK_BOOTTIME", Libc.ClockBoottime),
        ("O_RDWR", Libc.OpenReadWrite),
        ("O_CREAT", Libc.OpenCreate),
        ("O_NOCTTY", Libc.OpenNoTerminal),
        ("O_NONBLOCK", Libc.OpenNonBlocking),
        ("O_CLOEXEC", Libc.OpenCloseOnExec),
        ("AT_FDCWD", Libc.AtCurrentFolder),
        ("STATX_INO", Libc.StatXInode),
        ("STATX_SIZE", Libc.StatXSize),
        ("LOCK_EX", Libc.LockExclusive),
        ("LOCK_NB", Libc.LockNonBlocking),
        ("M_TRIM_THRESHOLD", Libc.MallocTrimThreshold),
        ("M_MMAP_THRESHOLD", Libc.MallocMapThreshold),
        ("M_ARENA_MAX", Libc.MallocArenaMax),
        ("EFD_CLOEXEC", Libc.EventCloseOnExec),
        ("EFD_NONBLOCK", Libc.EventNonBlocking),
        ("TIME_ERROR", Libc.TimeError),
        ("STA_UNSYNC", Libc.StatusUnsynced),
        ("POLLIN", MosquittoNative.PollIn),
        ("POLLOUT", MosquittoNative.PollOut),
        ("POLLIN", SerialNative.PollIn),
        ("POLLOUT", SerialNative.PollOut),
        ("PR_SET_TIMERSLACK", SerialNative.SetTimerSlack),
    ];

    private static IEnumerable<(string Expression, long Value)> Ioctls() =>
    [
        ("TCGETS2", (long)SerialNative.GetTermios2),
        ("TCSETS2", (long)SerialNative.SetTermios2),
        ("TCSBRK", (long)SerialNative.SendBreak),
        ("TCFLSH", (long)SerialNative.Flush),
        ("TIOCEXCL", (long)SerialNative.Exclusive),
        ("TIOCNXCL", (long)SerialNative.NotExclusive),
        ("TIOCMBIS", (long)SerialNative.SetModemBits),
        ("TIOCMBIC", (long)SerialNative.ClearModemBits),
        ("TIOCSRS485", (long)SerialNative.SetRs485),
        ("TIOCSERGETLSR", (long)SerialNative.GetLineStatus),
    ];

    private static IEnumerable<(string Expression, long Value)> Terminal() =>
    [
        ("TCIFLUSH", SerialNative.FlushInput),
        ("TIOCM_RTS", SerialNative.ModemRts),
        ("TIOCSER_TEMT", SerialNative.TransmitterEmpty),
        ("CSIZE", SerialNative.CharacterSizeMask),
        ("CS7", SerialNative.Character7),
        ("CS8", SerialNative.Character8),
        ("CSTOPB", SerialNative.TwoStopBits),
        ("CREAD", SerialNative.EnableReceiver),
        ("PARENB", SerialNative.EnableParity),
        ("PARODD", SerialNative.OddParity),
        ("CLOCAL", SerialNative.NoModemControl),
        ("BOTHER", SerialNative.OtherRate),
        ("INPCK", SerialNative.CheckParity),
        ("VMIN", SerialNative.MinimumIndex),
        ("VTIME", SerialNative.TimeIndex),
        ("SER_RS485_ENABLED", SerialNative.Rs485Enabled),
        ("SER_RS485_RTS_ON_SEND", SerialNative.Rs485RtsOnSend),
    ];

    private static IEnumerable<(string Expression, long Value)> Errors() =>
    [
        ("EPERM", SerialNative.NotPermitted),
        ("ENOENT", SerialNative.NoEntry),
        ("EINTR", SerialNative.Interrupted),
        ("ENXIO", SerialNative.NoDeviceOrAddress),
        ("EAGAIN", SerialNative.TryAgain),
        ("EACCES", SerialNative.AccessDenied),
        ("EBUSY", SerialNative.Busy),
        ("ENODEV", SerialNative.NoDevice),
        ("ENOTTY", SerialNative.NotATerminal),
    ];

    private static long Offset<T>(string field) => (long)Marshal.OffsetOf<T>(field);
}
