namespace EdgeAgent.Tests.Support;

/// <summary>A file system of 16 MiB of a test's own, on a loop device; gone afterwards. Needs root.</summary>
public sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    /// <summary>Makes one, or null with the reason.</summary>
    public static SmallDisk? TryMount(TempFolder folder, out string reason)
    {
        var image = folder["disk.img"];
        var mount = Directory.CreateDirectory(folder["mount"]).FullName;
        using (var file = File.Create(image))
        {
            file.SetLength(16 << 20);
        }

        reason = SystemCommand.Run("mkfs.ext4", "-q", "-F", "-m", "0", image) ?? SystemCommand.Run("mount", "-o", "loop", image, mount) ?? "";
        return reason.Length == 0 ? new SmallDisk(mount) : null;
    }

    /// <inheritdoc/>
    public void Dispose() => SystemCommand.Run("umount", "-l", Path);
}
