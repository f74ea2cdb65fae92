using System.Runtime.InteropServices;

namespace EdgeAgent.Sensors.Gpio;

/// <summary>The kernel's GPIO character device, version 2 (linux/gpio.h, Linux 5.10 and later); numbers are the same on x86-64 and arm64, which the ABI test checks.</summary>
internal static unsafe partial class GpioNative
{
    public const nuint GetChipInfo = 0x8044B401;
    public const nuint GetLineInfo = 0xC100B405;
    public const nuint GetLine = 0xC250B407;
    public const nuint GetValues = 0xC010B40E;
    public const nuint SetValues = 0xC010B40F;

    public const ulong FlagUsed = 1 << 0;
    public const ulong FlagActiveLow = 1 << 1;
    public const ulong FlagInput = 1 << 2;
    public const ulong FlagOutput = 1 << 3;
    public const ulong FlagRising = 1 << 4;
    public const ulong FlagFalling = 1 << 5;
    public const ulong FlagPullUp = 1 << 8;
    public const ulong FlagPullDown = 1 << 9;
    public const ulong FlagBiasDisabled = 1 << 10;

    public const uint AttributeOutputValues = 2;
    public const uint AttributeDebounce = 3;
    public const uint RisingEdge = 1;

    public const int NameSize = 32;
    public const int MaxLines = 64;
    public const int MaxAttributes = 10;

    public const int NotPermitted = 1;
    public const int Interrupted = 4;
    public const int NoDeviceOrAddress = 6;
    public const int TryAgain = 11;
    public const int AccessDenied = 13;
    public const int Busy = 16;
    public const int InvalidArgument = 22;

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Ioctl(int descriptor, nuint request, void* argument);
}
