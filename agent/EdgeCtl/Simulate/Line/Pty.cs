using System.Runtime.InteropServices;
using System.Text;
using EdgeAgent.Core.Interop;

namespace EdgeCtl.Simulate.Line;

/// <summary>
/// A pseudo terminal in raw mode: a master's program opens the slave side as if it were a serial port. The slave side stays open here too, so that the
/// terminal outlives programs that come and go. Not thread-safe.
/// </summary>
internal sealed unsafe class Pty : IDisposable
{
    private const int Flags = Libc.OpenReadWrite | Libc.OpenNoTerminal | Libc.OpenCloseOnExec;
    private readonly int _slave;
    private string? _link;

    /// <summary>Opens one. Throws <see cref="IOException"/> when the system gives none.</summary>
    public Pty()
    {
        Master = Check(PtyNative.OpenMaster(Flags | Libc.OpenNonBlocking), "posix_openpt");
        Check(PtyNative.Grant(Master), "grantpt");
        Check(PtyNative.Unlock(Master), "unlockpt");
        var name = stackalloc byte[128];
        var error = PtyNative.SlaveName(Master, name, 128);
        if (error != 0)
        {
            throw new IOException($"ptsname_r failed with error {error}");
        }

        Path = Encoding.ASCII.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name));
        _slave = Check(Libc.Open(Path, Flags, 0), Path);
        var termios = stackalloc byte[PtyNative.TermiosBytes];
        Check(PtyNative.GetTermios(_slave, termios), "tcgetattr");
        PtyNative.MakeRaw(termios);
        Check(PtyNative.SetTermios(_slave, 0, termios), "tcsetattr");
    }

    /// <summary>File descriptor of the simulator's side; reads and writes do not wait.</summary>
    public int Master { get; }

    /// <summary>The other side, e.g. `/dev/pts/7`.</summary>
    public string Path { get; }

    /// <summary>
    /// Puts a symbolic link to <see cref="Path"/> at <paramref name="link"/>, in place of one to a terminal that an earlier run left. Throws <see cref="IOException"/>
    /// when something else is there.
    /// </summary>
    public void LinkAt(string link)
    {
        var there = new FileInfo(link);
        if (there.LinkTarget is { } target)
        {
            if (File.Exists(link) && !target.StartsWith("/dev/pts/", StringComparison.Ordinal))
            {
                throw new IOException($"{link} is a link to {target}, which is no pseudo terminal; remove it or choose another path");
            }

            there.Delete();
        }
        else if (there.Exists || Directory.Exists(link))
        {
            throw new IOException($"{link} is there and is no symbolic link; remove it or choose another path");
        }

        File.CreateSymbolicLink(link, Path);
        _link = link;
    }

    /// <summary>Rate that the master's program has set its side to, bits a second; 0 when it cannot be told.</summary>
    public int MasterBaud()
    {
        var termios = stackalloc byte[PtyNative.Termios2Bytes];
        return PtyNative.Control(_slave, PtyNative.GetTermios2, termios) < 0 ? 0 : *(int*)(termios + PtyNative.OutputRateAt);
    }

    /// <summary>Reads what is there; 0 when nothing is.</summary>
    public int Read(Span<byte> target)
    {
        fixed (byte* at = target)
        {
            return (int)Math.Max(0, Libc.Read(Master, at, (nuint)target.Length));
        }
    }

    /// <summary>Writes; what the terminal has no room for, because nobody reads, is lost as on a line. False when something was.</summary>
    public bool Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* at = bytes)
        {
            return Libc.Write(Master, at, (nuint)bytes.Length) == bytes.Length;
        }
    }

    /// <summary>
    /// Forgets that a program had claimed the port for itself (TIOCEXCL). A real port forgets with its last closer, a killed one too; a pty keeps the claim while the
    /// simulator holds it.
    /// </summary>
    public void ForgetClaim() => _ = PtyNative.Control(_slave, PtyNative.NotExclusive, 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Only a link that still leads here: another simulator may have taken the path over.
        if (_link is not null && new FileInfo(_link).LinkTarget == Path)
        {
            File.Delete(_link);
        }

        _ = Libc.Close(_slave);
        _ = Libc.Close(Master);
    }

    private static int Check(int result, string what) =>
        result >= 0 ? result : throw new IOException($"{what}: {Libc.ErrorText(Libc.Errno)}");
}
