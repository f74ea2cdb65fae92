namespace EdgeAgent.Tests.Crash.Recording;

/// <summary>
/// Plays a recording back and makes what a power cut may leave at any point of it. The model is at least as hard as ext4 (ordered), xfs and btrfs are:
/// <list type="bullet">
/// <item>a write or truncation is surely there only after a sync of that file which began after it; until then it may be there, be missing or be torn at sectors of 512 bytes,
/// each independently of all others, of the same file or another;</item>
/// <item>making, renaming and removing files go to the disk in the order in which they were made (a journal), some way behind: a sync of a folder brings all that was done in it
/// before, a sync of a file no more than its own name (and what came before that);</item>
/// <item>a sync that failed brings nothing to the disk, and a later one that works brings it all: a kernel that forgets what a failed sync was to write is beyond any promise;</item>
/// <item>bytes that no write touches stay as they are.</item>
/// </list>
/// A shared-memory index (`-shm`) is never synced and is not there after a cut.
/// </summary>
internal sealed class RecordedDisk
{
    private readonly Dictionary<string, DiskFile> _named = [];
    private readonly Dictionary<ulong, DiskFile> _byInode = [];
    private readonly Dictionary<ulong, (int At, ulong File)> _syncs = [];
    private readonly List<NameChange> _pending = [];
    private readonly Dictionary<string, DiskFile> _durable = [];
    private readonly Random _random;
    private int _at;

    /// <summary>Starts with what an earlier cut has left: path below the folder, and content.</summary>
    public RecordedDisk(IReadOnlyDictionary<string, byte[]> start, Random random)
    {
        _random = random;
        foreach (var (path, content) in start)
        {
            _named[path] = _durable[path] = DiskFile.Of(content);
        }
    }

    /// <summary>Takes the next change.</summary>
    public void Take(in RecordedOp op)
    {
        _at++;
        switch (op.Kind)
        {
            case RecordedKind.Open:
                Open(op.Text, op.File, isNew: op.Offset == 1);
                break;
            case RecordedKind.Write or RecordedKind.Truncate:
                _byInode[op.File].Add(_at, op);
                break;
            case RecordedKind.SyncBegin:
                _syncs[(ulong)op.Offset] = (_at, op.File);
                break;
            case RecordedKind.SyncEnd:
                Sync((ulong)op.Offset);
                break;
            case RecordedKind.Rename or RecordedKind.Link:
                var paths = op.Text.Split('\n');
                Name(paths[1], _named[paths[0]]);
                if (op.Kind == RecordedKind.Rename)
                {
                    Name(paths[0], null);
                }

                break;
            case RecordedKind.Unlink:
                Name(op.Text, null);
                break;
        }
    }

    /// <summary>What may be on the disk when the power is cut now.</summary>
    public Dictionary<string, byte[]> Cut()
    {
        var mode = (CutMode)_random.Next(4);
        var names = new Dictionary<string, DiskFile>(_durable);
        var count = mode switch { CutMode.DropAll => 0, CutMode.KeepAll => _pending.Count, _ => _random.Next(_pending.Count + 1) };
        foreach (var change in _pending.Take(count))
        {
            change.Apply(names);
        }

        return names.Where(n => !n.Key.EndsWith("-shm", StringComparison.Ordinal)).ToDictionary(n => n.Key, n => n.Value.Cut(mode, _random));
    }

    private void Open(string path, ulong inode, bool isNew)
    {
        if (isNew)
        {
            _byInode[inode] = new DiskFile();
            Name(path, _byInode[inode]);
        }
        else
        {
            _byInode[inode] = _named[path];
        }
    }

    private void Name(string path, DiskFile? file)
    {
        var change = new NameChange(_at, path, file);
        change.Apply(_named);
        _pending.Add(change);
        if (file is not null)
        {
            file.NamedAt = _at;
        }
    }

    private void Sync(ulong number)
    {
        var (before, inode) = _syncs[number];
        _syncs.Remove(number);
        int upTo;
        if (_byInode.TryGetValue(inode, out var file))
        {
            file.Sync(before);
            upTo = file.NamedAt;
        }
        else
        {
            // A folder: this recording has changes in one folder only, so all of them.
            upTo = before;
        }

        var count = _pending.TakeWhile(p => p.At <= upTo).Count();
        foreach (var change in _pending.Take(count))
        {
            change.Apply(_durable);
        }

        _pending.RemoveRange(0, count);
    }

    /// <summary>A name that was given or, without a file, taken away.</summary>
    private sealed record NameChange(int At, string Path, DiskFile? File)
    {
        public void Apply(Dictionary<string, DiskFile> names)
        {
            if (File is null)
            {
                names.Remove(Path);
            }
            else
            {
                names[Path] = File;
            }
        }
    }
}
