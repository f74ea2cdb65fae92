using System.Runtime.InteropServices;
using EdgeAgent.Core.Interop;

namespace EdgeAgent.Sensors.Serial;

/// <summary>Terminal calls of the kernel (ioctl_tty(2), poll(2), prctl(2)); numbers are the same on x86-64 and arm64, which the ABI test checks.</summary>
internal static unsafe partial class SerialNative
{
    public const nuint GetTermios2 = 0x802C542A;
    public const nuint SetTermios2 = 0x402C542B;
    public const nuint SetTermios2AfterSending = 0x402C542C;
    public const nuint SendBreak = 0x5409;
    public const nuint Flush = 0x540B;
    public const nuint Exclusive = 0x540C;
    public const nuint NotExclusive = 0x540D;
    public const nuint SetModemBits = 0x5416;
    public const nuint ClearModemBits = 0x5417;
    public const nuint SetRs485 = 0x542F;
    public const nuint GetLineStatus = 0x5459;

    public const nint FlushInput = 0;
    public const int ModemRts = 0x004;
    public const int TransmitterEmpty = 0x01;

    public const uint CharacterSizeMask = 0x30;
    public const uint Character7 = 0x20;
    public const uint Character8 = 0x30;
    public const uint TwoStopBits = 0x40;
    public const uint EnableReceiver = 0x80;
    public const uint EnableParity = 0x100;
    public const uint OddParity = 0x200;
    public const uint NoModemControl = 0x800;
    public const uint OtherRate = 0x1000;
    public const uint CheckParity = 0x10;
    public const int MinimumIndex = 6;
    public const int TimeIndex = 5;

    public const uint Rs485Enabled = 1;
    public const uint Rs485RtsOnSend = 2;

    public const short PollIn = 1;
    public const short PollOut = 4;
    public const short PollError = 8;
    public const short PollHangUp = 16;

    public const int SetTimerSlack = 29;

    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int NoDeviceOrAddress = 6;
    public const int TryAgain = 11;
    public const int AccessDenied = 13;
    public const int Busy = 16;
    public const int NoDevice = 19;
    public const int NotATerminal = 25;

    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Ioctl(int descriptor, nuint request, void* argument);

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Ioctl(int descriptor, nuint request, nint argument);

    [LibraryImport(Library, EntryPoint = "ppoll", SetLastError = true)]
    public static partial int Poll(PollDescriptor* descriptors, nuint count, TimeSpec* timeout, void* signals);

    [LibraryImport(Library, EntryPoint = "prctl", SetLastError = true)]
    public static partial int ProcessControl(int option, nuint argument);
}
