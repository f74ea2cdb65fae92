using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Crash.TestBed;

/// <summary>A disk image mounted as it is after a power cut: the file system mends itself first. Needs root; skips the test where mounting is not allowed.</summary>
internal sealed class MountedImage : IDisposable
{
    private readonly string _folder;

    public MountedImage(string image, string folder, string where)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        var fault = SystemCommand.Run("mount", "-o", "loop", image, _folder);
        Assert.SkipWhen(fault?.Contains("permi", StringComparison.OrdinalIgnoreCase) ?? false, fault ?? "");
        Assert.True(fault is null, $"{where}: {fault}");
    }

    public void Dispose() => SystemCommand.Run("umount", _folder);
}
