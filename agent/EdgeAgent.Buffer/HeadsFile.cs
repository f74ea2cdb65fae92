using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Buffer;

/// <summary>
/// A witness beside the store of how far it reached: epoch, heads and floors, written after each commit that gave numbers and before it is confirmed, without a sync of its own. A store
/// that opens with less has lost confirmed summaries (its log was cut or damaged), and their numbers are not given again. After a power cut the witness may be old, never too new.
/// For one thread. Never throws for the state of the disk: without it only that check is missing.
/// </summary>
internal sealed class HeadsFile : IDisposable
{
    private const int EpochLength = 13;
    private const int Length = EpochLength + StoreCounts.Length + sizeof(uint);

    private readonly SafeFileHandle? _file;
    private readonly byte[] _bytes = new byte[Length];

    private HeadsFile(SafeFileHandle? file) => _file = file;

    /// <summary>Bytes that a write costs the disk: a block.</summary>
    public const int WrittenBytes = 4096;

    /// <summary>Opens it for writing.</summary>
    public static HeadsFile Open(string path)
    {
        try
        {
            return new HeadsFile(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new HeadsFile(null);
        }
    }

    /// <summary>What it says of an epoch; null when it says nothing, or is damaged.</summary>
    public static StoreCounts? Read(string path, string epoch)
    {
        try
        {
            var bytes = File.ReadAllBytes(path).AsSpan();
            return bytes.Length == Length
                && BinaryPrimitives.ReadUInt32LittleEndian(bytes[^sizeof(uint)..]) == ~Checksum.Add(Checksum.Start, bytes[..^sizeof(uint)])
                && Encoding.ASCII.GetString(bytes[..EpochLength]) == epoch
                ? StoreCounts.Read(bytes[EpochLength..^sizeof(uint)])
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes it anew. False when it cannot be written.</summary>
    public bool Write(string epoch, StoreCounts counts)
    {
        if (_file is null)
        {
            return false;
        }

        Encoding.ASCII.GetBytes(epoch, _bytes);
        counts.Write().CopyTo(_bytes, EpochLength);
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(Length - sizeof(uint)), ~Checksum.Add(Checksum.Start, _bytes.AsSpan(0, Length - sizeof(uint))));
        try
        {
            RandomAccess.Write(_file, _bytes, 0);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
