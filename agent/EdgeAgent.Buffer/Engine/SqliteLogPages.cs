using System.Buffers.Binary;

namespace EdgeAgent.Buffer.Engine;

/// <summary>Reads from a write-ahead log which page each frame is of (fileformat2.html, 4.1). SQLite's locks are not on this file, so that opening and closing it is safe.</summary>
internal static class SqliteLogPages
{
    private const int HeaderBytes = 32;
    private const int FrameBytes = 24 + SqliteHeader.PageBytes;

    /// <summary>Page numbers of the frames <paramref name="from"/>..<paramref name="to"/> (from 0, the last not included), as far as they can be read.</summary>
    public static IReadOnlyList<uint> Read(string path, int from, int to)
    {
        var pages = new List<uint>(Math.Max(0, to - from));
        try
        {
            using var log = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Span<byte> number = stackalloc byte[sizeof(uint)];
            for (var i = from; i < to && RandomAccess.Read(log, number, HeaderBytes + ((long)i * FrameBytes)) == number.Length; i++)
            {
                pages.Add(BinaryPrimitives.ReadUInt32BigEndian(number));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Only the count of bytes written suffers.
            return pages;
        }

        return pages;
    }
}
