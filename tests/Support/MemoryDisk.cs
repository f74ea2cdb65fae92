using System.Diagnostics;

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
        reason = Run("mount", "-t", "tmpfs", "-o", options, "edge-test", folder) ?? "";
        return reason.Length == 0 ? new MemoryDisk(folder) : null;
    }

    /// <inheritdoc/>
    public void Dispose() => Run("umount", "-l", Path);

    private static string? Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"{program} failed: {error.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return $"{program} cannot be run: {e.Message}";
        }
    }
}
