using System.Runtime.InteropServices;

namespace EdgeAgent.Core.Interop;

/// <summary>struct statx (statx(2)): the fields that are read; laid out alike on every architecture.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
public readonly struct FileStatus
{
    /// <summary>stx_ino.</summary>
    [field: FieldOffset(32)]
    public ulong Inode { get; }

    /// <summary>stx_size, bytes.</summary>
    [field: FieldOffset(40)]
    public ulong Size { get; }

    /// <summary>stx_dev_major.</summary>
    [field: FieldOffset(136)]
    public uint DeviceMajor { get; }

    /// <summary>stx_dev_minor.</summary>
    [field: FieldOffset(140)]
    public uint DeviceMinor { get; }
}
