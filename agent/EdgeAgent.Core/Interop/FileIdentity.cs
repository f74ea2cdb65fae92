namespace EdgeAgent.Core.Interop;

/// <summary>What makes a file the same file whatever its name: device and inode.</summary>
/// <param name="Inode">Inode number.</param>
/// <param name="DeviceMajor">Major number of its device.</param>
/// <param name="DeviceMinor">Minor number of its device.</param>
public readonly record struct FileIdentity(ulong Inode, uint DeviceMajor, uint DeviceMinor)
{
    /// <summary>Identity of the file that a path names, links followed; null when there is none or it cannot be looked at. Thread-safe.</summary>
    public static FileIdentity? Of(string path) =>
        Libc.StatX(Libc.AtCurrentFolder, path, 0, Libc.StatXInode, out var status) == 0
            ? new FileIdentity(status.Inode, status.DeviceMajor, status.DeviceMinor)
            : null;
}
