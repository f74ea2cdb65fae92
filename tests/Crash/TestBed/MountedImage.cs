using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Crash.TestBed;

/// <summary>A disk image mounted as it is after a power cut: the file system mends itself first. Needs root; skips the test where mounting is not allowed.</summary>
internal sealed class MountedImage : IDisposable
{
    private const int BusyTries = 200;
    private const int BusyMs = 50;

    private readonly string _folder;

    public MountedImage(string image, string folder, string where)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        var fault = SystemCommand.Run("mount", "-o", "loop", image, _folder);
        Assert.SkipWhen(fault?.Contains("permi", StringComparison.OrdinalIgnoreCase) ?? false, fault ?? "");
        Assert.True(fault is null, $"{where}: {fault}");
    }

    // A process that another test has just forked holds our files for the moment until its exec: then the folder is busy.
    public void Dispose()
    {
        var fault = SystemCommand.Run("umount", _folder);
        for (var i = 0; i < BusyTries && fault is not null; i++)
        {
            Thread.Sleep(BusyMs);
            fault = SystemCommand.Run("umount", _folder);
        }

        if (fault is not null)
        {
            throw new IOException(fault);
        }
    }
}
