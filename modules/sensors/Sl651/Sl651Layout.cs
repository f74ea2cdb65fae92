namespace EdgeAgent.Sensors.Sl651;

/// <summary>Where things stand in a frame (SL 651-2014, tables 3 to 8): in the HEX form each byte is a byte, in the ASCII form two hex digits, but for the control characters.</summary>
internal readonly struct Sl651Layout
{
    public const byte Stx = 0x02;
    public const byte Syn = 0x16;
    public const byte Etx = 0x03;
    public const byte Etb = 0x17;
    public const byte Eot = 0x04;
    public const byte Enq = 0x05;
    public const byte Ack = 0x06;
    public const byte Nak = 0x15;
    public const byte Esc = 0x1B;

    /// <summary>Longest body, bytes or characters.</summary>
    public const int MaxBody = 0xFFF;

    /// <summary>Longest frame of either form: header of the ASCII form, packet numbers, body, end, check sum.</summary>
    public const int MaxFrame = 24 + 6 + MaxBody + 1 + 4;

    private const int HexStart = 2;
    private const int AsciiStart = 1;

    // Centre 1, station 5, password 2, function 1, length 2.
    private const int AddressBytes = 11;
    private const int PacketBytes = 3;

    public Sl651Layout(bool isAscii)
    {
        IsAscii = isAscii;
        Width = isAscii ? 2 : 1;
        Start = isAscii ? AsciiStart : HexStart;
    }

    public bool IsAscii { get; }

    /// <summary>Characters of a byte.</summary>
    public int Width { get; }

    /// <summary>Characters of the frame's start: 7E 7E, or SOH.</summary>
    public int Start { get; }

    /// <summary>Where the start of the body stands (STX or SYN).</summary>
    public int StartCharacterAt => Start + (AddressBytes * Width);

    /// <summary>Characters before the body or the packet numbers.</summary>
    public int Header => StartCharacterAt + 1;

    /// <summary>Characters of the packet numbers.</summary>
    public int PacketNumbers => PacketBytes * Width;

    /// <summary>Characters of the check sum.</summary>
    public int Crc => 2 * Width;

    public static bool IsEnd(byte character) => character is Etx or Etb or Eot or Enq or Ack or Nak or Esc;

    /// <summary>Reads <paramref name="count"/> bytes (1..8) from byte <paramref name="index"/> behind the start; false when they are no hex digits.</summary>
    public bool TryBytes(ReadOnlySpan<byte> frame, int index, int count, out ulong value) => TryAt(frame, Start + (index * Width), count, out value);

    /// <summary>The same at a place of the frame.</summary>
    public bool TryAt(ReadOnlySpan<byte> frame, int at, int count, out ulong value)
    {
        value = 0;
        foreach (var character in frame.Slice(at, count * Width))
        {
            if (!IsAscii)
            {
                value = (value << 8) | character;
                continue;
            }

            if (!char.IsAsciiHexDigit((char)character))
            {
                return false;
            }

            value = (value << 4) | (uint)(character <= '9' ? character - '0' : (character & 0x5F) - 'A' + 10);
        }

        return true;
    }

    /// <summary>Writes <paramref name="count"/> bytes of a value; answers the place behind.</summary>
    public int Put(Span<byte> frame, int at, int count, ulong value)
    {
        var digits = count * Width;
        for (var i = digits - 1; i >= 0; i--)
        {
            var part = (int)(value & (IsAscii ? 0xFUL : 0xFFUL));
            frame[at + i] = (byte)(!IsAscii ? part : part < 10 ? '0' + part : 'A' + part - 10);
            value >>= IsAscii ? 4 : 8;
        }

        return at + digits;
    }
}
