using EdgeAgent.Core.Sensing.Framing;

namespace EdgeAgent.Sensors.Cjt188;

/// <summary>
/// A sound frame: `68 T A0..A6 C L DATA CS 16`, with CS the sum modulo 256 from 68 on (CJ/T 188-2004, 5.2; the same in CJ/T 188-2018). It is cut by its length.
/// A view of the bytes; the same for the live driver and the decoder.
/// </summary>
public readonly ref struct Cjt188Frame
{
    /// <summary>Place of the type.</summary>
    public const int TypeAt = 1;

    /// <summary>Place of the control code.</summary>
    public const int ControlAt = 9;

    /// <summary>Place of the length.</summary>
    public const int LengthAt = 10;

    /// <summary>Bytes before the data.</summary>
    public const int HeadLength = 11;

    /// <summary>Bytes without data.</summary>
    public const int Overhead = 13;

    /// <summary>Longest frame: a length byte of 255, though the standard sends 100 at most.</summary>
    public const int MaxLength = Overhead + 255;

    private const byte FirstType = 0x10;
    private const byte LastType = 0x4F;
    private const byte ReplyBit = 0x80;
    private const byte ErrorBit = 0x40;
    private const byte FunctionMask = 0x3F;

    private readonly ReadOnlySpan<byte> _bytes;

    private Cjt188Frame(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
    }

    /// <summary>Who sent it, or is asked.</summary>
    public Cjt188Address Address => Cjt188Address.Read(_bytes[TypeAt..]);

    /// <summary>Control code.</summary>
    public byte Control => _bytes[ControlAt];

    /// <summary>Control code without the bits of a reply.</summary>
    public byte Function => (byte)(Control & FunctionMask);

    /// <summary>True when a meter sent it.</summary>
    public bool IsReply => (Control & ReplyBit) != 0;

    /// <summary>True when the meter refuses.</summary>
    public bool IsError => IsReply && (Control & ErrorBit) != 0;

    /// <summary>The data: identifier, serial number, payload.</summary>
    public ReadOnlySpan<byte> Data => _bytes[HeadLength..^2];

    /// <summary>True when <paramref name="type"/> is a type of meter, or the one that stands for any.</summary>
    public static bool IsType(byte type) => type is (>= FirstType and <= LastType) or Cjt188Address.Any;

    /// <summary>Judges the place where <paramref name="rest"/> begins, for a scanner: see <see cref="FrameScanner"/>.</summary>
    public static FrameVerdict Judge(ReadOnlySpan<byte> rest, out int length)
    {
        length = 1;
        return rest[0] == SummedFrame.Start && (rest.Length <= TypeAt || IsType(rest[TypeAt])) ? SummedFrame.Judge(rest, LengthAt, out length) : FrameVerdict.No;
    }

    /// <summary>True when <paramref name="rest"/> begins with what was a reply before it was damaged: whole by its length and its end, the sum wrong.</summary>
    public static bool IsDamagedReply(ReadOnlySpan<byte> rest) =>
        rest.Length >= Overhead && rest[0] == SummedFrame.Start && IsType(rest[TypeAt]) && (rest[ControlAt] & ReplyBit) != 0 && SummedFrame.IsDamaged(rest, LengthAt);

    /// <summary>Views a frame that begins after any number of <see cref="SummedFrame.Wake"/>; false when it is not sound. Bytes after it are left alone.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out Cjt188Frame frame)
    {
        frame = default;
        bytes = bytes.TrimStart(SummedFrame.Wake);
        if (bytes.IsEmpty || Judge(bytes, out var length) != FrameVerdict.Frame)
        {
            return false;
        }

        frame = new Cjt188Frame(bytes[..length]);
        return true;
    }
}
