namespace EdgeAgent.Sensors.Hj212;

/// <summary>Goes through the items of a CP: `key=value`, separated by `;` and by `,` alike. A view of the frame's bytes; allocates nothing.</summary>
public ref struct CpReader(ReadOnlySpan<byte> cp)
{
    private readonly ReadOnlySpan<byte> _cp = cp;
    private int _next;

    /// <summary>Byte of the CP at which the item begins.</summary>
    public int Offset { get; private set; }

    /// <summary>The key as it stands, e.g. `DataTime` or `a34004-Rtd`.</summary>
    public ReadOnlySpan<byte> Key { get; private set; }

    /// <summary>The factor's code: what stands before the last hyphen; empty for a key without one.</summary>
    public ReadOnlySpan<byte> Factor { get; private set; }

    /// <summary>What is told of the factor: what stands behind the last hyphen; empty for a key without one.</summary>
    public ReadOnlySpan<byte> Statistic { get; private set; }

    /// <summary>The value as it stands.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>False when the item has no `=`: its text is in <see cref="Key"/>.</summary>
    public bool HasValue { get; private set; }

    /// <summary>Goes on to the next item; empty ones are passed over.</summary>
    public bool Next()
    {
        while (_next < _cp.Length)
        {
            Offset = _next;
            var length = _cp[_next..].IndexOfAny((byte)';', (byte)',');
            var item = length < 0 ? _cp[_next..] : _cp.Slice(_next, length);
            _next += item.Length + 1;
            if (item.Length > 0)
            {
                Split(item);
                return true;
            }
        }

        return false;
    }

    private void Split(ReadOnlySpan<byte> item)
    {
        var equals = item.IndexOf((byte)'=');
        HasValue = equals > 0;
        Key = HasValue ? item[..equals] : item;
        Value = HasValue ? item[(equals + 1)..] : default;
        var hyphen = Key.LastIndexOf((byte)'-');
        Factor = hyphen > 0 ? Key[..hyphen] : default;
        Statistic = hyphen > 0 ? Key[(hyphen + 1)..] : default;
    }
}
