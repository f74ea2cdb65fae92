using System.Globalization;
using System.Text;

namespace EdgeAgent.Core.Interop;

/// <summary>Holds a data path for this process: flock(2) on its file `lock`, which the kernel lets go of when the process ends, however it ends.</summary>
public sealed class DataPathLock : IDisposable
{
    private const string FileName = "lock";
    private const int LockMode = 0x1A4; // rw-r--r--
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;
    private int _descriptor;

    private DataPathLock(int descriptor) => _descriptor = descriptor;

    /// <summary>
    /// Makes the folder when it is missing and takes it. Not held with a fault that says what is wrong and what to do; `MayPass` is true when the disk is full or
    /// read-only: then nobody can write there, and it is worth trying again later.
    /// </summary>
    public static LockResult Take(string dataPath)
    {
        if (File.Exists(dataPath))
        {
            return new(null, $"the data path {dataPath} is a file; name a folder");
        }

        try
        {
            Directory.CreateDirectory(dataPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(null, $"the data path {dataPath} cannot be made: {e.Message}");
        }

        var file = Path.Combine(dataPath, FileName);
        var descriptor = Libc.Open(file, Libc.OpenReadWrite | Libc.OpenCreate | Libc.OpenCloseOnExec, LockMode);
        if (descriptor < 0)
        {
            var errno = Libc.Errno;
            return new(null, $"the data path {dataPath} cannot be written: {Libc.ErrorText(errno)}; give the agent's user a folder that it owns on a file system that has room and is not read-only", errno is NoSpace or ReadOnlyFileSystem);
        }

        if (Libc.Lock(descriptor, Libc.LockExclusive | Libc.LockNonBlocking) != 0)
        {
            _ = Libc.Close(descriptor);
            return new(null, $"the data path {dataPath} is held by another agent (process {HolderOf(file)}); stop that one or name another folder");
        }

        WriteHolder(descriptor);
        return new(new DataPathLock(descriptor), "");
    }

    /// <summary>Process that holds a data path, or null when nobody does.</summary>
    public static string? HolderIn(string dataPath)
    {
        var file = Path.Combine(dataPath, FileName);
        var descriptor = Libc.Open(file, Libc.OpenReadWrite | Libc.OpenCloseOnExec, 0);
        if (descriptor < 0)
        {
            return null;
        }

        var isFree = Libc.Lock(descriptor, Libc.LockExclusive | Libc.LockNonBlocking) == 0;
        _ = Libc.Close(descriptor);
        return isFree ? null : HolderOf(file);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_descriptor >= 0)
        {
            _ = Libc.Close(_descriptor);
            _descriptor = -1;
        }
    }

    // By the C library: .NET's own files ask for a shared lock, which the holder's refuses.
    private static unsafe string HolderOf(string file)
    {
        var descriptor = Libc.Open(file, Libc.OpenReadWrite | Libc.OpenCloseOnExec, 0);
        Span<byte> text = stackalloc byte[16];
        fixed (byte* p = text)
        {
            var length = descriptor < 0 ? 0 : (int)Libc.Read(descriptor, p, (nuint)text.Length);
            _ = Libc.Close(descriptor);
            var holder = Encoding.ASCII.GetString(text[..Math.Max(0, length)]).Trim();
            return holder.Length > 0 ? holder : "unknown";
        }
    }

    // Padded: a shorter number must not leave digits of a longer one behind it.
    private static unsafe void WriteHolder(int descriptor)
    {
        var text = Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture).PadRight(10) + "\n");
        fixed (byte* p = text)
        {
            _ = Libc.Write(descriptor, p, (nuint)text.Length);
        }
    }
}

/// <summary>What became of taking a data path.</summary>
/// <param name="Held">The lock; null when it could not be had.</param>
/// <param name="Fault">Why not; empty when held.</param>
/// <param name="MayPass">True when the reason is a disk that is full or read-only.</param>
public sealed record LockResult(DataPathLock? Held, string Fault, bool MayPass = false);
