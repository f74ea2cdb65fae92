using System.Buffers.Text;

namespace EdgeAgent.Sensors.Sl651;

/// <summary>Goes through a body of either form: serial and time of the message first, then the items. A view of the bytes; allocates nothing.</summary>
public ref struct Sl651Body
{
    private const int HexHead = 8;
    private const int AsciiHead = 16;

    private readonly bool _isAscii;
    private HexBody _hex;
    private AsciiBody _ascii;

    private Sl651Body(ReadOnlySpan<byte> body, bool isAscii, byte function, int at)
    {
        _isAscii = isAscii;
        _hex = isAscii ? default : new HexBody(body, at, function);
        _ascii = isAscii ? new AsciiBody(body, at) : default;
    }

    /// <summary>Serial number of the message.</summary>
    public int Serial { get; private init; }

    /// <summary>When it was sent, digits `yyMMddHHmmss`; -1 when they are none.</summary>
    public long SentDigits { get; private init; }

    /// <summary>Bytes that serial and time take.</summary>
    public static int HeadOf(bool isAscii) => isAscii ? AsciiHead : HexHead;

    /// <summary>The item that was read.</summary>
    public readonly Sl651Item Item => _isAscii ? _ascii.Item : _hex.Item;

    /// <summary>What is wrong; null when nothing is.</summary>
    public readonly Sl651Misfit? Misfit => _isAscii ? _ascii.Misfit : _hex.Misfit;

    /// <summary>Begins to read; false when serial and time are not there.</summary>
    public static bool TryBegin(ReadOnlySpan<byte> body, bool isAscii, byte function, out Sl651Body reader)
    {
        reader = default;
        var head = HeadOf(isAscii);
        if (body.Length < head)
        {
            return false;
        }

        int serial;
        var sent = -1L;
        if (isAscii)
        {
            if (!Utf8Parser.TryParse(body[..4], out serial, out var used, 'X') || used != 4)
            {
                return false;
            }

            sent = Utf8Parser.TryParse(body[4..head], out long digits, out used) && used == head - 4 && digits >= 0 ? digits : -1;
        }
        else
        {
            serial = (body[0] << 8) | body[1];
            sent = Sl651Number.TryDigits(body[2..head], out var digits) ? digits : -1;
        }

        reader = new Sl651Body(body, isAscii, function, head) { Serial = serial, SentDigits = sent };
        return true;
    }

    /// <summary>Goes on to the next item; false at the end, or when something is wrong.</summary>
    public bool Next() => _isAscii ? _ascii.Next() : _hex.Next();
}
