using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace EdgeAgent.Tests.Crash.TestBed;

/// <summary>One entry of a dm-log-writes log.</summary>
/// <param name="Offset">Where on the device, bytes.</param>
/// <param name="Data">What was written; empty for a flush alone or a discard.</param>
/// <param name="IsFlush">Everything before it is on the disk.</param>
/// <param name="IsForced">Its own data is on the disk (FUA).</param>
/// <param name="Mark">Number of a mark; 0 for none.</param>
internal readonly record struct DeviceWrite(long Offset, ReadOnlyMemory<byte> Data, bool IsFlush, bool IsForced, int Mark);

/// <summary>Reads the log of the kernel's dm-log-writes target (Documentation/admin-guide/device-mapper/log-writes.rst; the structures are in drivers/md/dm-log-writes.c).</summary>
internal static class DeviceLog
{
    private const ulong Magic = 0x6a736677736872;
    private const int FlushFlag = 1;
    private const int ForcedFlag = 2;
    private const int DiscardFlag = 4;
    private const int MarkFlag = 8;
    private const int HeadLength = 32;

    public static List<DeviceWrite> ReadAll(string path)
    {
        var log = File.ReadAllBytes(path);
        Assert.Equal(Magic, BinaryPrimitives.ReadUInt64LittleEndian(log));
        var count = BinaryPrimitives.ReadUInt64LittleEndian(log.AsSpan(16));
        var sectorBytes = BinaryPrimitives.ReadInt32LittleEndian(log.AsSpan(24));
        var entries = new List<DeviceWrite>((int)count);
        var at = sectorBytes;
        for (var i = 0UL; i < count; i++)
        {
            var head = log.AsSpan(at, sectorBytes);
            var sector = BinaryPrimitives.ReadInt64LittleEndian(head);
            var sectors = (int)BinaryPrimitives.ReadInt64LittleEndian(head[8..]);
            var flags = BinaryPrimitives.ReadInt64LittleEndian(head[16..]);
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(head[24..]);
            at += sectorBytes;
            var hasData = (flags & (DiscardFlag | MarkFlag)) == 0;
            var data = hasData ? log.AsMemory(at, sectors * sectorBytes) : default;
            at += data.Length;
            entries.Add(new DeviceWrite(sector * sectorBytes, data, (flags & FlushFlag) != 0, (flags & ForcedFlag) != 0, (flags & MarkFlag) != 0 ? MarkOf(head.Slice(HeadLength, length)) : 0));
        }

        return entries;
    }

    // The target makes a mark of its own at the end, which is no number.
    private static int MarkOf(ReadOnlySpan<byte> text) =>
        int.TryParse(Encoding.ASCII.GetString(text).TrimEnd('\0'), NumberStyles.None, CultureInfo.InvariantCulture, out var mark) ? mark : 0;
}
