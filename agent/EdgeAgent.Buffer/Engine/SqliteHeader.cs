using System.Buffers.Binary;

namespace EdgeAgent.Buffer.Engine;

/// <summary>
/// The parts of an SQLite file's header that never change in our stores (fileformat2.html, 1.3): SQLite takes some of them as they come, so that a flipped bit there
/// would make it misread every page, or never write again.
/// </summary>
internal static class SqliteHeader
{
    /// <summary>Bytes of a page in our stores.</summary>
    public const int PageBytes = 4096;

    private const int Length = 100;
    private const byte WriteAheadLog = 2;
    private const int LogHeaderBytes = 32;
    private const int FrameHeaderBytes = 24;

    /// <summary>Throws <see cref="StoreException"/> for a file that is no store of ours; a missing or empty one passes. Only while no connection of this process is open: closing a file drops SQLite's locks.</summary>
    public static void Check(string path)
    {
        Span<byte> header = stackalloc byte[Length];
        using (var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0))
        {
            if (file.Length == 0)
            {
                return;
            }

            if (file.ReadAtLeast(header, Length, throwOnEndOfStream: false) < Length)
            {
                throw new StoreException(StoreFault.Corrupt, $"{path} is only {file.Length} bytes long: no database");
            }
        }

        // A checkpoint that was cut leaves a torn header in the file, and the whole one in the log.
        if (!IsSound(header) && !IsInLog(path + "-wal"))
        {
            throw new StoreException(StoreFault.Corrupt, $"the header of {path} is damaged");
        }
    }

    private static bool IsSound(ReadOnlySpan<byte> header) =>
        header[..16].SequenceEqual("SQLite format 3\0"u8)
        && BinaryPrimitives.ReadUInt16BigEndian(header[16..]) == PageBytes
        && header[18] == WriteAheadLog && header[19] == WriteAheadLog
        && header[20] == 0 && header[21] == 64 && header[22] == 32 && header[23] == 32
        && BinaryPrimitives.ReadUInt32BigEndian(header[44..]) == 4
        && BinaryPrimitives.ReadUInt32BigEndian(header[52..]) > 0
        && BinaryPrimitives.ReadUInt32BigEndian(header[56..]) == 1;

    // Whether a transaction of the log (fileformat2.html, 4.1) has a sound first page, which SQLite then reads in the place of the file's.
    private static bool IsInLog(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using var log = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> logHeader = stackalloc byte[LogHeaderBytes];
        Span<byte> frame = stackalloc byte[FrameHeaderBytes + Length];
        if (RandomAccess.Read(log, logHeader, 0) < LogHeaderBytes)
        {
            return false;
        }

        var isFound = false;
        for (long at = LogHeaderBytes; RandomAccess.Read(log, frame, at) == frame.Length && frame[8..16].SequenceEqual(logHeader[16..24]); at += FrameHeaderBytes + PageBytes)
        {
            isFound |= BinaryPrimitives.ReadUInt32BigEndian(frame) == 1 && IsSound(frame[FrameHeaderBytes..]);
            if (isFound && BinaryPrimitives.ReadUInt32BigEndian(frame[4..]) != 0)
            {
                return true;
            }
        }

        return false;
    }
}
