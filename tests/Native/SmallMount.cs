using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Native;

/// <summary>A file system of 8 MiB in memory, mounted for one test; skips the test where mounting is not allowed.</summary>
internal sealed class SmallMount : IDisposable
{
    private readonly string _path;

    public SmallMount(string path)
    {
        _path = path;
        Directory.CreateDirectory(path);
        var fault = SystemCommand.Run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", path);
        Assert.SkipWhen(fault is not null, fault ?? "");
    }

    private string Filler => Path.Combine(_path, "filler");

    /// <summary>Takes all the room that is left.</summary>
    public void Fill() => SystemCommand.Run("dd", "if=/dev/zero", $"of={Filler}", "bs=64k");

    /// <summary>Gives it back.</summary>
    public void Free() => File.Delete(Filler);

    public void Remount(string mode) => Assert.Null(SystemCommand.Run("mount", "-o", $"remount,{mode}", _path));

    public void Dispose() => SystemCommand.Run("umount", "-l", _path);
}
