using EdgeCtl.Simulate.Checks;

namespace EdgeCtl.Simulate.Cjt188;

/// <summary>A water, gas or heat meter with a valve. Not thread-safe.</summary>
/// <param name="type">Meter type: 10..13 water, 20..22 heat, 30 gas.</param>
/// <param name="digits">Its address, fourteen digits, the highest first.</param>
/// <param name="isDiSwapped">True for a meter that sends and expects the identifier low byte first.</param>
/// <param name="preamble">FE bytes before its answers, 0..4.</param>
internal abstract class Cjt188Meter(byte type, string digits, bool isDiSwapped, int preamble)
{
    private const int ReadData = 0x901F;
    private const int ReadAddress = 0x810A;
    private const int Valve = 0xA017;
    private const byte Open = 0x55;
    private const byte Close = 0x99;

    /// <summary>Meter type.</summary>
    public byte Type { get; } = type;

    /// <summary>Its address as on its label.</summary>
    public string Digits { get; } = digits;

    /// <summary>Its address as on the wire.</summary>
    public byte[] Address { get; } = Bcd.AddressLowFirst(digits);

    /// <summary>True for a meter that sends and expects the identifier low byte first.</summary>
    public bool IsDiSwapped { get; } = isDiSwapped;

    /// <summary>FE bytes before its answers.</summary>
    public int Preamble { get; } = preamble;

    /// <summary>True once the valve is shut.</summary>
    protected abstract bool IsShut { get; set; }

    /// <summary>True when a request is for it: type and address, with AA for any.</summary>
    public bool IsMeant(byte type, ReadOnlySpan<byte> address)
    {
        for (var i = 0; i < Cjt188Frame.AddressBytes; i++)
        {
            if (address[i] != 0xAA && address[i] != Address[i])
            {
                return false;
            }
        }

        return type == 0xAA || type == Type;
    }

    /// <summary>Answers a request: length of <paramref name="answer"/> and its control byte.</summary>
    public int Answer(byte control, ReadOnlySpan<byte> data, long nowNs, Span<byte> answer, out byte answerControl)
    {
        answerControl = (byte)(control | 0x80);
        if (data.Length < 3)
        {
            return Refuse(data, answer, ref answerControl);
        }

        var di = IsDiSwapped ? data[0] | (data[1] << 8) : (data[0] << 8) | data[1];
        data[..3].CopyTo(answer);
        switch (control, di)
        {
            case (0x01, ReadData):
                return 3 + Payload(nowNs, answer[3..]);
            case (0x03, ReadAddress):
                return 3;
            case (0x04, Valve) when data.Length == 4 && data[3] is Open or Close:
                IsShut = data[3] == Close;
                return 3 + WriteStatus(answer[3..]);
            default:
                return Refuse(data, answer, ref answerControl);
        }
    }

    /// <summary>Writes what the meter holds; its length.</summary>
    protected abstract int Payload(long nowNs, Span<byte> target);

    /// <summary>Writes the two status bytes: bits 0 and 1 of the first are the valve.</summary>
    protected int WriteStatus(Span<byte> target)
    {
        target[0] = (byte)(IsShut ? 1 : 0);
        target[1] = 0;
        return 2;
    }

    /// <summary>Writes a moment in seven bytes, seconds first, the century last.</summary>
    protected static int WriteTime(DateTime now, Span<byte> target)
    {
        ReadOnlySpan<byte> shown =
            [Bcd.Of(now.Second), Bcd.Of(now.Minute), Bcd.Of(now.Hour), Bcd.Of(now.Day), Bcd.Of(now.Month), Bcd.Of(now.Year % 100), Bcd.Of(now.Year / 100)];
        shown.CopyTo(target);
        return shown.Length;
    }

    private int Refuse(ReadOnlySpan<byte> data, Span<byte> answer, ref byte control)
    {
        control |= 0x40;
        answer[0] = data.Length > 2 ? data[2] : (byte)0;
        return 1 + WriteStatus(answer[1..]);
    }
}
