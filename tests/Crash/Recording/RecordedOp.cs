namespace EdgeAgent.Tests.Crash.Recording;

/// <summary>Kinds of records that native/recorder.c writes; the numbers are its own.</summary>
internal enum RecordedKind : uint
{
    Open = 1,
    Write,
    Truncate,
    Rename,
    Unlink,
    SyncBegin,
    SyncEnd,
    Mark,
    MakeFolder,
    Link,
}

/// <summary>One change to the disk.</summary>
/// <param name="Kind">What.</param>
/// <param name="File">Inode number.</param>
/// <param name="Offset">Offset of a write, length of a truncation, number of a sync, 1 for a file that was made when opened.</param>
/// <param name="Bytes">Bytes of a write or mark; paths.</param>
internal readonly record struct RecordedOp(RecordedKind Kind, ulong File, long Offset, ReadOnlyMemory<byte> Bytes)
{
    private const int HeadLength = 24;

    /// <summary>The whole log of a recording.</summary>
    public static List<RecordedOp> ReadAll(string path)
    {
        var log = System.IO.File.ReadAllBytes(path);
        var ops = new List<RecordedOp>();
        for (var at = 0; at < log.Length;)
        {
            var head = log.AsSpan(at, HeadLength);
            var length = BitConverter.ToInt32(head[4..]);
            ops.Add(new RecordedOp((RecordedKind)BitConverter.ToUInt32(head), BitConverter.ToUInt64(head[8..]), BitConverter.ToInt64(head[16..]), log.AsMemory(at + HeadLength, length)));
            at += HeadLength + length;
        }

        return ops;
    }

    public string Text => System.Text.Encoding.UTF8.GetString(Bytes.Span);

}
