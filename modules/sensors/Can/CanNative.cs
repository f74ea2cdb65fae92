using System.Runtime.InteropServices;

namespace EdgeAgent.Sensors.Can;

/// <summary>SocketCAN (linux/can.h, linux/can/raw.h, linux/can/error.h, socket(7)); numbers are the same on x86-64 and arm64, which the ABI test checks.</summary>
internal static unsafe partial class CanNative
{
    public const int Family = 29;
    public const int Raw = 3;
    public const int CloseOnExec = 0x80000;
    public const int NonBlocking = 0x800;
    public const int RawProtocol = 1;

    public const int SocketLevel = 1;
    public const int RawLevel = 101;
    public const int FilterOption = 1;
    public const int ErrorFilterOption = 2;
    public const int ReceiveBufferOption = 8;
    public const int TimestampOption = 35;
    public const int DroppedOption = 40;

    public const uint Extended = 0x8000_0000;
    public const uint Remote = 0x4000_0000;
    public const uint Error = 0x2000_0000;
    public const uint StandardMask = 0x7FF;
    public const uint ExtendedMask = 0x1FFF_FFFF;

    public const uint ErrorBusOff = 0x40;
    public const uint ErrorRestarted = 0x100;
    public const uint ErrorAll = 0x1FFF_FFFF;

    public const int NoData = 11;
    public const int Interrupted = 4;

    public const nuint GetFlags = 0x8913;
    public const short InterfaceUp = 1;

    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int family, int type, int protocol);

    [LibraryImport(Library, EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(int descriptor, CanAddress* address, uint length);

    [LibraryImport(Library, EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetOption(int descriptor, int level, int option, void* value, uint length);

    [LibraryImport(Library, EntryPoint = "recvmsg", SetLastError = true)]
    public static partial nint Receive(int descriptor, MessageHeader* message, int flags);

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Ioctl(int descriptor, nuint request, void* argument);

    [LibraryImport(Library, EntryPoint = "if_nametoindex", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint IndexOf(string name);
}

/// <summary>struct sockaddr_can (linux/can.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CanAddress
{
    public ushort Family;
    public int Interface;
    public ulong First;
    public ulong Second;
}

/// <summary>struct can_filter (linux/can.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CanFilter
{
    public uint Id;
    public uint Mask;
}

/// <summary>struct can_frame (linux/can.h).</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal unsafe struct CanFrame
{
    public uint Id;
    public byte Length;
    public byte Padding;
    public byte Reserved;
    public byte RawLength;
    public fixed byte Data[8];
}

/// <summary>struct iovec (readv(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    public void* Base;
    public nuint Length;
}

/// <summary>struct msghdr (recvmsg(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    public void* Name;
    public uint NameLength;
    public IoVector* Vectors;
    public nuint VectorCount;
    public void* Control;
    public nuint ControlLength;
    public int Flags;
}

/// <summary>struct cmsghdr (cmsg(3)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ControlHeader
{
    public nuint Length;
    public int Level;
    public int Type;
}

/// <summary>struct ifreq as SIOCGIFFLAGS fills it (netdevice(7)).</summary>
[StructLayout(LayoutKind.Sequential, Size = 40)]
internal unsafe struct InterfaceRequest
{
    public fixed byte Name[16];
    public short Flags;
}
