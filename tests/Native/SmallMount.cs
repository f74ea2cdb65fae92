using System.Diagnostics;

namespace EdgeAgent.Tests.Native;

/// <summary>A file system of 8 MiB in memory, mounted for one test; skips the test where mounting is not allowed.</summary>
internal sealed class SmallMount : IDisposable
{
    private readonly string _path;

    public SmallMount(string path)
    {
        _path = path;
        Directory.CreateDirectory(path);
        Assert.SkipWhen(Run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", path) != 0, "a file system cannot be mounted here: not root");
    }

    private string Filler => Path.Combine(_path, "filler");

    /// <summary>Takes all the room that is left.</summary>
    public void Fill() => Run("dd", "if=/dev/zero", $"of={Filler}", "bs=64k");

    /// <summary>Gives it back.</summary>
    public void Free() => File.Delete(Filler);

    public void Remount(string mode) => Assert.Equal(0, Run("mount", "-o", $"remount,{mode}", _path));

    public void Dispose() => Run("umount", "-l", _path);

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
        process!.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
