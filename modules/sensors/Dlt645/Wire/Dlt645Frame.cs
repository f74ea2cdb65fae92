using EdgeAgent.Core.Sensing.Framing;

namespace EdgeAgent.Sensors.Dlt645;

/// <summary>
/// A sound frame: `68 A0..A5 68 C L DATA CS 16`, with CS the sum modulo 256 from the first 68, and each data byte sent with 33 added (DL/T 645-2007, 5.2; the same in DL/T 645-1997).
/// It is cut by its length: 16 occurs inside of frames too. A view of the bytes; the same for the live driver and the decoder.
/// </summary>
public readonly ref struct Dlt645Frame
{
    /// <summary>What is added to each data byte.</summary>
    public const byte Shift = 0x33;

    /// <summary>Place of the second <see cref="SummedFrame.Start"/>.</summary>
    public const int SecondStartAt = 7;

    /// <summary>Place of the length.</summary>
    public const int LengthAt = 9;

    /// <summary>Bytes before the data.</summary>
    public const int HeadLength = 10;

    /// <summary>Bytes without data.</summary>
    public const int Overhead = 12;

    /// <summary>Longest frame: a length byte of 255, though the standard sends 200 at most.</summary>
    public const int MaxLength = Overhead + 255;

    private const int ControlAt = 8;
    private const byte ReplyBit = 0x80;
    private const byte ErrorBit = 0x40;
    private const byte MoreBit = 0x20;
    private const byte FunctionMask = 0x1F;

    private readonly ReadOnlySpan<byte> _bytes;

    private Dlt645Frame(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
    }

    /// <summary>Who sent it, or is asked.</summary>
    public Dlt645Address Address => Dlt645Address.Read(_bytes[1..]);

    /// <summary>Control code.</summary>
    public byte Control => _bytes[ControlAt];

    /// <summary>Control code without the bits of a reply.</summary>
    public byte Function => (byte)(Control & FunctionMask);

    /// <summary>True when a meter sent it.</summary>
    public bool IsReply => (Control & ReplyBit) != 0;

    /// <summary>True when the meter refuses: the data are one error byte.</summary>
    public bool IsError => IsReply && (Control & ErrorBit) != 0;

    /// <summary>True when the meter has more data than this frame holds.</summary>
    public bool HasMore => IsReply && (Control & MoreBit) != 0;

    /// <summary>How many data bytes it has.</summary>
    public int DataLength => _bytes.Length - Overhead;

    /// <summary>Data byte <paramref name="index"/>, the shift taken off.</summary>
    public byte Data(int index) => (byte)(_bytes[HeadLength + index] - Shift);

    /// <summary>Copies the data from <paramref name="from"/> on, the shift taken off; <paramref name="to"/> must hold them.</summary>
    public void CopyData(int from, Span<byte> to)
    {
        for (var i = from; i < DataLength; i++)
        {
            to[i - from] = Data(i);
        }
    }

    /// <summary>Judges the place where <paramref name="rest"/> begins, for a scanner: see <see cref="FrameScanner"/>.</summary>
    public static FrameVerdict Judge(ReadOnlySpan<byte> rest, out int length)
    {
        length = 1;
        return rest[0] == SummedFrame.Start && (rest.Length <= SecondStartAt || rest[SecondStartAt] == SummedFrame.Start) ? SummedFrame.Judge(rest, LengthAt, out length) : FrameVerdict.No;
    }

    /// <summary>True when <paramref name="rest"/> begins with what was a reply before it was damaged: whole by its length and its end, the sum wrong.</summary>
    public static bool IsDamagedReply(ReadOnlySpan<byte> rest) =>
        rest.Length >= Overhead && rest[0] == SummedFrame.Start && rest[SecondStartAt] == SummedFrame.Start && (rest[ControlAt] & ReplyBit) != 0 && SummedFrame.IsDamaged(rest, LengthAt);

    /// <summary>Views a frame that begins after any number of <see cref="SummedFrame.Wake"/>; false when it is not sound. Bytes after it are left alone.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out Dlt645Frame frame)
    {
        frame = default;
        bytes = bytes.TrimStart(SummedFrame.Wake);
        if (bytes.IsEmpty || Judge(bytes, out var length) != FrameVerdict.Frame)
        {
            return false;
        }

        frame = new Dlt645Frame(bytes[..length]);
        return true;
    }
}
