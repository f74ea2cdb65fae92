using System.Globalization;
using EdgeAgent.Core.Interop;

namespace EdgeCtl.Pull.Files;

/// <summary>
/// The folder of one gateway: NDJSON files named by the day of receipt (UTC) and a number, and `cursor.json`. Summaries are appended and flushed first, the cursor after them, so
/// a crash leaves at most a tail that the cursor does not know; opening reads that tail, keeps its whole lines and cuts the rest, which the gateway still has. Not thread-safe.
/// </summary>
/// <param name="folder">The gateway's folder.</param>
/// <param name="fileBytes">A file of this size is followed by another.</param>
/// <param name="time">For the day of receipt.</param>
internal sealed class FolderGateway(string folder, long fileBytes, TimeProvider time)
{
    /// <summary>Name of the cursor's file.</summary>
    public const string CursorName = "cursor.json";

    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
    private const string Day = "yyyy-MM-dd";
    private const string Ending = ".ndjson";

    private FolderCursor _cursor = new("", 0);
    private string _newest = "";

    /// <summary>The folder's NDJSON files, oldest first.</summary>
    public static IReadOnlyList<string> FilesIn(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*" + Ending).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    /// <summary>Reads what is there into <paramref name="ledger"/>, makes it whole, and tells what it had to do.</summary>
    public void Open(Ledger ledger, List<string> notices)
    {
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            DurableFile.SyncFolder(Path.GetDirectoryName(folder)!);
        }

        _cursor = ReadCursor(ledger, notices);
        _newest = _cursor.File;
        CheckKnown();
        var isCut = false;
        foreach (var file in FilesIn(folder).Where(f => string.CompareOrdinal(f, _newest) >= 0).ToList())
        {
            if (isCut)
            {
                // Made after what was cut, so the cursor knows nothing of it and the gateway has all of it.
                File.Delete(PathOf(file));
                notices.Add($"{file} removed: it followed what was cut");
                continue;
            }

            isCut = TakeTail(file, ledger, notices);
        }

        DurableFile.SyncFolder(folder);
    }

    /// <summary>Appends what is new, flushes it, and then puts the cursor.</summary>
    public void Store(Ledger ledger, Intake intake)
    {
        if (intake.Fresh.Count > 0)
        {
            Append(intake);
        }

        ledger.Apply(intake);
        DurableFile.Replace(PathOf(CursorName), _cursor.Write(ledger), Mode);
    }

    private string PathOf(string name) => Path.Combine(folder, name);

    private FolderCursor ReadCursor(Ledger ledger, List<string> notices)
    {
        if (!File.Exists(PathOf(CursorName)))
        {
            return new FolderCursor("", 0);
        }

        var bytes = File.ReadAllBytes(PathOf(CursorName));
        if (FolderCursor.Read(bytes, ledger, out var fault) is { } cursor)
        {
            return cursor;
        }

        throw new PullException($"{PathOf(CursorName)} cannot be used: {fault}; move it away, and all files are read to know what is there", PullFaultKind.Lasting);
    }

    private void CheckKnown()
    {
        if (_cursor.File.Length == 0)
        {
            return;
        }

        if (!File.Exists(PathOf(_cursor.File)))
        {
            // Taken away by whoever uses the files: what follows goes into a new one.
            _cursor = new FolderCursor("", 0);
            return;
        }

        var length = new FileInfo(PathOf(_cursor.File)).Length;
        if (length < _cursor.Offset)
        {
            throw new PullException(
                string.Create(CultureInfo.InvariantCulture, $"{PathOf(_cursor.File)} has {length} bytes; expected at least {_cursor.Offset}, which {CursorName} knows: it was cut by someone else"),
                PullFaultKind.Lasting);
        }
    }

    // True when something was cut.
    private bool TakeTail(string file, Ledger ledger, List<string> notices)
    {
        var path = PathOf(file);
        var offset = file == _cursor.File ? _cursor.Offset : 0;
        var end = offset;
        _newest = file;
        var count = 0;
        using (var lines = new FolderLines(path, offset))
        {
            while (lines.TryNext(out var line) && ItemReader.Read(line.Span, ledger.Gateway, out _) is { } item)
            {
                ledger.TakeTail(item);
                end = lines.Offset;
                count++;
            }
        }

        _cursor = new FolderCursor(file, end);
        if (count > 0)
        {
            notices.Add(string.Create(CultureInfo.InvariantCulture, $"{file}: {count} summaries were stored after the last cursor; they are not stored again"));
        }

        if (new FileInfo(path).Length == end)
        {
            return false;
        }

        notices.Add(string.Create(CultureInfo.InvariantCulture, $"{file}: {new FileInfo(path).Length - end} bytes of a torn end cut; the gateway still has them"));
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read);
        stream.SetLength(end);
        stream.Flush(flushToDisk: true);
        return true;
    }

    private void Append(Intake intake)
    {
        var today = time.GetUtcNow().ToString(Day, CultureInfo.InvariantCulture);
        var file = _cursor.File;
        var offset = _cursor.Offset;
        if (file.Length == 0 || offset >= fileBytes || string.CompareOrdinal(file, 0, today, 0, Day.Length) < 0)
        {
            file = NextFile(today);
            offset = 0;
        }

        using (var stream = new FileStream(PathOf(file), new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 256 * 1024 }))
        {
            // A write that failed half way, on a full disk for one, may have left something.
            stream.SetLength(offset);
            stream.Seek(offset, SeekOrigin.Begin);
            foreach (var item in intake.Fresh)
            {
                WriteLine(stream, intake.Page.JsonOf(item));
            }

            stream.Flush(flushToDisk: true);
            offset = stream.Position;
        }

        if (file != _cursor.File)
        {
            DurableFile.SyncFolder(folder);
        }

        _cursor = new FolderCursor(file, offset);
        _newest = file;
    }

    // A clock that was set back must not put a file before those that are there.
    private string NextFile(string today)
    {
        var last = _newest;
        var day = last.Length > Day.Length && string.CompareOrdinal(last, 0, today, 0, Day.Length) >= 0 ? last[..Day.Length] : today;
        var number = 1;
        if (last.StartsWith(day, StringComparison.Ordinal)
            && int.TryParse(last.AsSpan(Day.Length + 1, last.Length - Day.Length - 1 - Ending.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var known))
        {
            number = known + 1;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{day}-{number:D6}{Ending}");
    }

    private static void WriteLine(FileStream stream, ReadOnlySpan<byte> json)
    {
        if (json.ContainsAny((byte)'\n', (byte)'\r'))
        {
            // White space between tokens alone can hold these; a line must not.
            json = OneLine(json);
        }

        stream.Write(json);
        stream.WriteByte((byte)'\n');
    }

    private static byte[] OneLine(ReadOnlySpan<byte> json)
    {
        var line = json.ToArray();
        line.AsSpan().Replace((byte)'\n', (byte)' ');
        line.AsSpan().Replace((byte)'\r', (byte)' ');
        return line;
    }
}
