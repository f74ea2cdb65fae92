namespace EdgeAgent.Tests.Support;

/// <summary>A file system in memory (tmpfs) of a test's own; gone afterwards. Needs root.</summary>
public sealed class MemoryDisk : IDisposable
{
    private MemoryDisk(string path) => Path = path;

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    /// <summary>Mounts one on a new folder with the options of mount(8), e.g. `size=64k` or `ro`; null with the reason.</summary>
    public static MemoryDisk? TryMount(string folder, string options, out string reason)
    {
        Directory.CreateDirectory(folder);
        reason = SystemCommand.Run("mount", "-t", "tmpfs", "-o", options, "edge-test", folder) ?? "";
        return reason.Length == 0 ? new MemoryDisk(folder) : null;
    }

    /// <inheritdoc/>
    public void Dispose() => SystemCommand.Run("umount", "-l", Path);
}
