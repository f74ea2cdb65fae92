using System.Runtime.InteropServices;

namespace EdgeAgent.Core.Interop;

/// <summary>Files that are whole or absent after a power cut. Thread-safe for different paths.</summary>
public static partial class DurableFile
{
    private const int OpenReadOnly = 0;

    /// <summary>
    /// Puts <paramref name="content"/> in the place of <paramref name="path"/>: written beside it, flushed to the disk, renamed, and the folder flushed. A cut leaves the
    /// old or the new content. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.
    /// </summary>
    /// <param name="path">File; its folder must be there.</param>
    /// <param name="content">All of it.</param>
    /// <param name="mode">Permissions that the file has from its first moment.</param>
    public static void Replace(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var beside = $"{path}.new";
        File.Delete(beside);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using (var file = new FileStream(beside, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Flushes a folder's entries (names made, renamed and removed) to the disk: fsync(2). Throws <see cref="IOException"/>.</summary>
    public static void SyncFolder(string folder)
    {
        var descriptor = Libc.Open(folder, OpenReadOnly | Libc.OpenCloseOnExec, 0);
        if (descriptor < 0)
        {
            throw new IOException($"{folder} cannot be opened: {Libc.ErrorText(Libc.Errno)}");
        }

        var status = Sync(descriptor);
        var errno = Libc.Errno;
        _ = Libc.Close(descriptor);
        if (status != 0)
        {
            throw new IOException($"{folder} cannot be flushed to the disk: {Libc.ErrorText(errno)}");
        }
    }

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);
}
