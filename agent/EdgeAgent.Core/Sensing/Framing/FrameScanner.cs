namespace EdgeAgent.Core.Sensing.Framing;

/// <summary>What a place in the stream is.</summary>
public enum FrameVerdict : byte
{
    /// <summary>No frame begins here: pass over.</summary>
    No,

    /// <summary>A frame may begin here; more bytes are needed to tell.</summary>
    Later,

    /// <summary>A whole, sound frame.</summary>
    Frame,
}

/// <summary>
/// Finds frames in a stream of bytes at any place and in any pieces: after noise, after a broken frame, several in one piece. Pure; allocates nothing after it is made; one thread.
/// A place that may be a frame still does not keep a later, whole one waiting, so a damaged length costs no more than its own frame.
/// </summary>
public abstract class FrameScanner
{
    private readonly byte[] _bytes;
    private int _length;
    private int _taken;

    /// <summary>Makes a scanner; <paramref name="capacity"/> bytes must hold two frames of the longest kind.</summary>
    protected FrameScanner(int capacity)
    {
        _bytes = new byte[capacity];
    }

    /// <summary>Bytes that belonged to no frame, since <see cref="Reset"/>.</summary>
    public int Strays { get; protected set; }

    /// <summary>Bytes that wait for more to come.</summary>
    public int Held => _length - _taken;

    /// <summary>Forgets everything.</summary>
    public virtual void Reset()
    {
        _length = 0;
        _taken = 0;
        Strays = 0;
    }

    /// <summary>
    /// Takes from <paramref name="bytes"/> what fits; call <see cref="TryNext"/> until it answers false, then again with the rest until none is left.
    /// </summary>
    public void Take(ref ReadOnlySpan<byte> bytes)
    {
        Compact();
        var count = Math.Min(bytes.Length, _bytes.Length - _length);
        bytes[..count].CopyTo(_bytes.AsSpan(_length));
        bytes = bytes[count..];
        _length += count;
    }

    /// <summary>The next whole frame, valid until the next call of any member; false when there is none yet.</summary>
    public bool TryNext(out ReadOnlySpan<byte> frame)
    {
        frame = default;
        var keep = -1;
        var at = _taken;
        while (at < _length)
        {
            var verdict = Judge(_bytes.AsSpan(at, _length - at), out var length);
            if (verdict == FrameVerdict.Frame)
            {
                frame = _bytes.AsSpan(at, length);
                Strays += at - _taken;
                _taken = at + length;
                return true;
            }

            if (verdict == FrameVerdict.Later && keep < 0)
            {
                keep = at;
            }

            at += verdict == FrameVerdict.Later ? 1 : Math.Max(1, length);
        }

        // A buffer full of what may become a frame still holds a candidate longer than any frame: its first byte is given up.
        keep = keep < 0 ? _length : keep == 0 && _length == _bytes.Length ? 1 : keep;
        Strays += keep - _taken;
        _taken = keep;
        return false;
    }

    /// <summary>
    /// Judges the place where <paramref name="rest"/> begins (never empty). <paramref name="length"/>: of a frame, its bytes; else how many bytes may be passed over, 1 at least.
    /// Must not answer <see cref="FrameVerdict.Later"/> for more bytes than the longest frame has.
    /// </summary>
    protected abstract FrameVerdict Judge(ReadOnlySpan<byte> rest, out int length);

    private void Compact()
    {
        if (_taken > 0)
        {
            _bytes.AsSpan(_taken, _length - _taken).CopyTo(_bytes);
            _length -= _taken;
            _taken = 0;
        }
    }
}
