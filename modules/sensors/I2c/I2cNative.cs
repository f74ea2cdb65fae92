using System.Runtime.InteropServices;

namespace EdgeAgent.Sensors.I2c;

/// <summary>The kernel's I2C character device (linux/i2c-dev.h, linux/i2c.h); numbers are the same on x86-64 and arm64, which the ABI test checks.</summary>
internal static unsafe partial class I2cNative
{
    public const nuint SetSlave = 0x0703;
    public const nuint ReadWrite = 0x0707;
    public const nuint Smbus = 0x0720;

    public const ushort MessageRead = 0x0001;

    public const byte SmbusRead = 1;
    public const byte SmbusWrite = 0;
    public const uint SmbusByte = 1;
    public const uint SmbusByteData = 2;
    public const uint SmbusWordData = 3;
    public const uint SmbusBlockData = 8;
    public const int BlockMax = 32;

    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int InputOutput = 5;
    public const int NoDeviceOrAddress = 6;
    public const int AccessDenied = 13;
    public const int Busy = 16;
    public const int NoDevice = 19;
    public const int NotSupported = 95;
    public const int TimedOut = 110;
    public const int RemoteInputOutput = 121;

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Ioctl(int descriptor, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Ioctl(int descriptor, nuint request, nint argument);
}

/// <summary>struct i2c_msg (linux/i2c.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct I2cMessage
{
    public ushort Address;
    public ushort Flags;
    public ushort Length;
    public byte* Buffer;
}

/// <summary>struct i2c_rdwr_ioctl_data (linux/i2c-dev.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct I2cMessages
{
    public I2cMessage* Messages;
    public uint Count;
}

/// <summary>struct i2c_smbus_ioctl_data (linux/i2c-dev.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SmbusTransfer
{
    public byte ReadWrite;
    public byte Command;
    public uint Size;
    public SmbusData* Data;
}

/// <summary>union i2c_smbus_data (linux/i2c.h): a byte, a word, or a block with its length first.</summary>
[StructLayout(LayoutKind.Explicit, Size = I2cNative.BlockMax + 2)]
internal unsafe struct SmbusData
{
    [FieldOffset(0)]
    public byte Byte;

    [FieldOffset(0)]
    public ushort Word;

    [FieldOffset(0)]
    public fixed byte Block[I2cNative.BlockMax + 2];
}
