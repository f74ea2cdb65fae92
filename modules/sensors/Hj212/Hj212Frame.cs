using EdgeAgent.Core.Sensing.Framing;

namespace EdgeAgent.Sensors.Hj212;

/// <summary>
/// The frame of HJ 212-2017 (6.3.1): `##`, four digits of length, the segment, four hex digits of check sum, CR LF. The end of line may be missing, as it is on some loggers.
/// Pure; allocates nothing.
/// </summary>
public static class Hj212Frame
{
    /// <summary>Longest segment, bytes.</summary>
    public const int MaxSegment = 1_024;

    /// <summary>Bytes before the segment.</summary>
    public const int Header = 6;

    /// <summary>Digits of the check sum.</summary>
    public const int CrcDigits = 4;

    /// <summary>Longest frame, bytes.</summary>
    public const int MaxFrame = Header + MaxSegment + CrcDigits + 2;

    /// <summary>
    /// Judges the place where <paramref name="rest"/> begins. <paramref name="segment"/> is its segment's length of a whole frame; <paramref name="isSwapped"/> tells that the bytes
    /// of its check sum are swapped, which is taken for sound only where <paramref name="allowSwapped"/>.
    /// </summary>
    public static FrameVerdict Judge(ReadOnlySpan<byte> rest, bool allowSwapped, out int segment, out bool isSwapped)
    {
        isSwapped = false;
        segment = 0;
        if (rest[0] != '#' || (rest.Length > 1 && rest[1] != '#'))
        {
            return FrameVerdict.No;
        }

        for (var i = 2; i < Header; i++)
        {
            if (i >= rest.Length)
            {
                return FrameVerdict.Later;
            }

            if (!char.IsAsciiDigit((char)rest[i]))
            {
                return FrameVerdict.No;
            }

            segment = (segment * 10) + rest[i] - '0';
        }

        if (segment > MaxSegment)
        {
            return FrameVerdict.No;
        }

        if (rest.Length < Header + segment + CrcDigits)
        {
            return FrameVerdict.Later;
        }

        if (!TryHex(rest.Slice(Header + segment, CrcDigits), out var told))
        {
            return FrameVerdict.No;
        }

        var crc = Hj212Crc.Compute(rest.Slice(Header, segment));
        isSwapped = told != crc && told == (ushort)((crc << 8) | (crc >> 8));
        return told == crc || (isSwapped && allowSwapped) ? FrameVerdict.Frame : FrameVerdict.No;
    }

    /// <summary>Reads four hex digits, in either case.</summary>
    public static bool TryHex(ReadOnlySpan<byte> digits, out ushort value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return false;
            }

            value = (ushort)((value << 4) | (digit <= '9' ? digit - '0' : (digit & 0x5F) - 'A' + 10));
        }

        return digits.Length == CrcDigits;
    }

    /// <summary>Writes four upper-case hex digits.</summary>
    public static void WriteHex(Span<byte> digits, ushort value)
    {
        for (var i = CrcDigits - 1; i >= 0; i--)
        {
            var nibble = value & 0xF;
            digits[i] = (byte)(nibble < 10 ? '0' + nibble : 'A' + nibble - 10);
            value >>= 4;
        }
    }
}
