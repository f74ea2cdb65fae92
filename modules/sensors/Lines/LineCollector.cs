namespace EdgeAgent.Sensors.Lines;

/// <summary>Cuts a stream into lines, with a bound. Pure; allocates nothing after it is made; one thread.</summary>
/// <param name="terminator">Byte that ends a line; -1 for CR or LF.</param>
public sealed class LineCollector(int terminator)
{
    /// <summary>Longest line, bytes; a longer one is dropped whole.</summary>
    public const int MaxLine = 256;

    private readonly byte[] _bytes = new byte[MaxLine];
    private int _length;
    private bool _isOverlong;

    /// <summary>Lines dropped because they were too long.</summary>
    public long Overlong { get; private set; }

    /// <summary>Bytes of a line that is not whole yet.</summary>
    public int Held => _length;

    /// <summary>Forgets what is there.</summary>
    public void Reset()
    {
        _length = 0;
        _isOverlong = false;
    }

    /// <summary>Takes bytes up to the end of a line; true when <paramref name="line"/>, without ends of line and spaces behind, is whole: valid until the next call. False when all bytes are taken.</summary>
    public bool TryTake(ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> line)
    {
        line = default;
        while (bytes.Length > 0)
        {
            var end = terminator < 0 ? bytes.IndexOfAny((byte)'\r', (byte)'\n') : bytes.IndexOf((byte)terminator);
            var part = end < 0 ? bytes : bytes[..end];
            bytes = end < 0 ? default : bytes[(end + 1)..];
            Keep(part);
            if (end < 0)
            {
                return false;
            }

            var isWhole = !_isOverlong;
            line = _bytes.AsSpan(0, _length).TrimStart("\r\n"u8).TrimEnd("\r\n "u8);
            Overlong += _isOverlong ? 1 : 0;
            Reset();
            if (isWhole && line.Length > 0)
            {
                return true;
            }
        }

        return false;
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        _isOverlong |= part.Length > MaxLine - _length;
        if (_isOverlong)
        {
            _length = 0;
            return;
        }

        part.CopyTo(_bytes.AsSpan(_length));
        _length += part.Length;
    }
}
