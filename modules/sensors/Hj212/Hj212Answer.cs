using System.Buffers.Text;

namespace EdgeAgent.Sensors.Hj212;

/// <summary>
/// Makes the answer that a message asks for (HJ 212-2017, 6.5 and appendix C): its own QN, PW and MN, ST 91, CN 9014 for data and 9013 for notices, the version bits of its Flag,
/// and an empty CP. Pure; allocates nothing.
/// </summary>
public static class Hj212Answer
{
    // What an answer holds besides the values that it repeats.
    private const int Fixed = 80;

    /// <summary>Writes the frame; answers its length, or 0 when the message is an answer itself or its values do not fit.</summary>
    public static int Write(Span<byte> frame, in Hj212Message message, Hj212Edition edition, bool isSwapped)
    {
        var cn = edition.AnswerOf(message.Cn);
        if (cn == 0 || message.Qn.Length + message.Pw.Length + message.Mn.Length + Fixed > frame.Length)
        {
            return 0;
        }

        var at = Hj212Frame.Header;
        if (message.Qn.Length > 0)
        {
            at = Put(frame, at, "QN="u8, message.Qn);
        }

        at = Text(frame, at, "ST="u8);
        foreach (var letter in edition.AnswerType)
        {
            frame[at++] = (byte)letter;
        }

        at = Number(frame, Text(frame, at, ";CN="u8), cn);
        at = Put(frame, Text(frame, at, ";"u8), "PW="u8, message.Pw);
        at = Put(frame, at, "MN="u8, message.Mn);
        at = Number(frame, Text(frame, at, "Flag="u8), message.Flag & ~3);
        at = Text(frame, at, ";CP=&&&&"u8);

        var segment = at - Hj212Frame.Header;
        frame[0] = (byte)'#';
        frame[1] = (byte)'#';
        for (var (i, rest) = (Hj212Frame.Header - 1, segment); i >= 2; i--, rest /= 10)
        {
            frame[i] = (byte)('0' + (rest % 10));
        }

        var crc = Hj212Crc.Compute(frame.Slice(Hj212Frame.Header, segment));
        Hj212Frame.WriteHex(frame.Slice(at, Hj212Frame.CrcDigits), isSwapped ? (ushort)((crc << 8) | (crc >> 8)) : crc);
        return Text(frame, at + Hj212Frame.CrcDigits, "\r\n"u8);
    }

    private static int Put(Span<byte> frame, int at, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => Text(frame, Text(frame, Text(frame, at, key), value), ";"u8);

    private static int Text(Span<byte> frame, int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(frame[at..]);
        return at + text.Length;
    }

    private static int Number(Span<byte> frame, int at, int value)
    {
        _ = Utf8Formatter.TryFormat(value, frame[at..], out var written);
        return at + written;
    }
}
