using System.Buffers.Binary;
using System.Text;
using EdgeAgent.Buffer.Engine;
using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Buffer;

/// <summary>What the witness beside a store says.</summary>
/// <param name="Epoch">Whose store it is.</param>
/// <param name="Counts">How far it reached.</param>
/// <param name="Wear">What it had cost the disk since the agent started.</param>
/// <param name="RanMs">How long the agent had run then, ms.</param>
internal sealed record Witness(string Epoch, StoreCounts Counts, EngineWear Wear, long RanMs);

/// <summary>
/// A witness beside the store of how far it reached, written after each commit that gave numbers and before it is confirmed, without a sync of its own. A store
/// that opens with less has lost confirmed summaries (its log was cut or damaged), and their numbers are not given again. After a power cut the witness may be old, never too new.
/// For one thread. Never throws for the state of the disk: without it only that check is missing.
/// </summary>
internal sealed class HeadsFile : IDisposable
{
    private const int EpochLength = 13;
    private const int WearAt = EpochLength + StoreCounts.Length;
    private const int SumAt = WearAt + (3 * sizeof(long));
    private const int Length = SumAt + sizeof(uint);

    private readonly SafeFileHandle? _file;
    private readonly byte[] _bytes = new byte[Length];

    private HeadsFile(SafeFileHandle? file) => _file = file;

    /// <summary>Its name in the buffer's folder.</summary>
    public const string Name = "heads";

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

    /// <summary>What it says; null when there is none or it is damaged.</summary>
    public static Witness? Read(string path)
    {
        try
        {
            ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
            return bytes.Length == Length
                && BinaryPrimitives.ReadUInt32LittleEndian(bytes[SumAt..]) == Sum(bytes)
                && StoreCounts.Read(bytes[EpochLength..WearAt]) is { } counts
                ? new Witness(Encoding.ASCII.GetString(bytes[..EpochLength]), counts, new EngineWear(Number(bytes, 0), Number(bytes, 1)), Number(bytes, 2))
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes it anew. False when it cannot be written.</summary>
    public bool Write(Witness witness)
    {
        if (_file is null)
        {
            return false;
        }

        Encoding.ASCII.GetBytes(witness.Epoch, _bytes);
        witness.Counts.Write().CopyTo(_bytes, EpochLength);
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(WearAt), witness.Wear.BytesWritten);
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(WearAt + sizeof(long)), witness.Wear.Syncs);
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(WearAt + (2 * sizeof(long))), witness.RanMs);
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(SumAt), Sum(_bytes));
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

    private static uint Sum(ReadOnlySpan<byte> bytes) => ~Checksum.Add(Checksum.Start, bytes[..SumAt]);

    private static long Number(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadInt64LittleEndian(bytes[(WearAt + (index * sizeof(long)))..]);
}
