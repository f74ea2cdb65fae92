namespace EdgeAgent.Tests.Crash.Recording;

/// <summary>Content of one file: what is surely on the disk, and the changes since its last sync, each of which may be there or not.</summary>
internal sealed class DiskFile
{
    private const int SectorBytes = 512;
    private readonly List<Change> _pending = [];
    private byte[] _durable = [];

    /// <summary>Number of the change that gave it its name.</summary>
    public int NamedAt { get; set; }

    public static DiskFile Of(byte[] content) => new() { _durable = content };

    public void Add(int at, in RecordedOp op) => _pending.Add(new Change(at, op));

    /// <summary>All that was written before <paramref name="before"/> is on the disk.</summary>
    public void Sync(int before)
    {
        var count = _pending.TakeWhile(p => p.At < before).Count();
        var content = new Content(_durable);
        foreach (var change in _pending.Take(count))
        {
            content.Apply(change.Op);
        }

        _durable = content.ToArray();
        _pending.RemoveRange(0, count);
    }

    /// <summary>What a power cut may have left.</summary>
    public byte[] Cut(CutMode mode, Random random)
    {
        var content = new Content(_durable);
        foreach (var change in _pending)
        {
            Apply(content, change.Op, mode, random);
        }

        return content.ToArray();
    }

    private static void Apply(Content content, in RecordedOp op, CutMode mode, Random random)
    {
        if (mode == CutMode.Torn && op.Kind == RecordedKind.Write && random.Next(2) == 0)
        {
            Tear(content, op, random);
        }
        else if (mode == CutMode.KeepAll || (mode != CutMode.DropAll && random.Next(2) == 0))
        {
            content.Apply(op);
        }
    }

    // Each sector by itself: written, not written, or (rarely) garbage. What a write does not touch stays.
    private static void Tear(Content content, in RecordedOp op, Random random)
    {
        for (var done = 0; done < op.Bytes.Length;)
        {
            var offset = op.Offset + done;
            var length = (int)Math.Min(op.Bytes.Length - done, SectorBytes - (offset % SectorBytes));
            var part = op.Bytes.Slice(done, length);
            switch (random.Next(20))
            {
                case 0:
                    var garbage = new byte[length];
                    random.NextBytes(garbage);
                    content.Apply(op with { Offset = offset, Bytes = garbage });
                    break;
                case < 10:
                    content.Apply(op with { Offset = offset, Bytes = part });
                    break;
            }

            done += length;
        }
    }

    private readonly record struct Change(int At, RecordedOp Op);

    private sealed class Content(byte[] start)
    {
        private byte[] _bytes = [.. start];
        private int _length = start.Length;

        public void Apply(in RecordedOp op)
        {
            if (op.Kind == RecordedKind.Truncate)
            {
                Resize((int)op.Offset);
                return;
            }

            var end = (int)op.Offset + op.Bytes.Length;
            if (end > _length)
            {
                Resize(end);
            }

            op.Bytes.Span.CopyTo(_bytes.AsSpan((int)op.Offset));
        }

        public byte[] ToArray() => _bytes[.._length];

        private void Resize(int length)
        {
            if (length > _bytes.Length)
            {
                Array.Resize(ref _bytes, Math.Max(length, _bytes.Length * 2));
            }

            // What is cut off and grown again is zero.
            Array.Clear(_bytes, Math.Min(_length, length), _bytes.Length - Math.Min(_length, length));
            _length = length;
        }
    }
}

/// <summary>What a power cut does to the changes since a file's last sync.</summary>
internal enum CutMode
{
    /// <summary>None of them is on the disk.</summary>
    DropAll,

    /// <summary>All are: as if the cable was pulled a little later.</summary>
    KeepAll,

    /// <summary>Any of them, whole.</summary>
    Reordered,

    /// <summary>Any of them, and some only in part.</summary>
    Torn,
}
