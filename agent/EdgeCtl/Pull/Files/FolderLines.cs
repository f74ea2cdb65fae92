namespace EdgeCtl.Pull.Files;

/// <summary>Reads the lines of an NDJSON file from a byte on, one at a time, with a bound on their length. Not thread-safe.</summary>
internal sealed class FolderLines : IDisposable
{
    private const int FirstBytes = 64 * 1024;
    private const int MaxLineBytes = ItemReader.MaxBytes + 1;

    private readonly FileStream _file;
    private byte[] _buffer = new byte[FirstBytes];
    private int _start;
    private int _end;

    /// <summary>Opens a file. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</summary>
    public FolderLines(string path, long offset)
    {
        _file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 });
        _file.Seek(offset, SeekOrigin.Begin);
        Offset = offset;
    }

    /// <summary>Where the last whole line ends.</summary>
    public long Offset { get; private set; }

    /// <summary>True when bytes are left that are no whole line.</summary>
    public bool IsTorn { get; private set; }

    /// <summary>The next line without its end; false at the end, or where no line of a possible length ends.</summary>
    public bool TryNext(out ReadOnlyMemory<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var at = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (at >= 0)
            {
                var length = searched + at;
                line = _buffer.AsMemory(_start, length);
                _start += length + 1;
                Offset += length + 1;
                return true;
            }

            searched = _end - _start;
            if (searched > MaxLineBytes || !Fill())
            {
                IsTorn = searched > 0;
                line = default;
                return false;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        else if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = _file.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }
}
