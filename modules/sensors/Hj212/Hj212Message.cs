using System.Buffers.Text;

namespace EdgeAgent.Sensors.Hj212;

/// <summary>
/// The segment of a frame (HJ 212-2017, 6.3.2): QN, ST, CN, PW, MN, Flag, PNUM, PNO and CP. Only CN and CP must be there: older stations leave out others. A view of the frame's bytes;
/// allocates nothing.
/// </summary>
public readonly ref struct Hj212Message
{
    /// <summary>Number of the request: a time of 17 digits, down to ms; empty when it is not told.</summary>
    public ReadOnlySpan<byte> Qn { get; private init; }

    /// <summary>What sort of station it is.</summary>
    public ReadOnlySpan<byte> St { get; private init; }

    /// <summary>What the message is for.</summary>
    public int Cn { get; private init; }

    /// <summary>Password.</summary>
    public ReadOnlySpan<byte> Pw { get; private init; }

    /// <summary>The station.</summary>
    public ReadOnlySpan<byte> Mn { get; private init; }

    /// <summary>Flag bits; -1 when they are not told.</summary>
    public int Flag { get; private init; }

    /// <summary>How many packets the message has; 0 when it is not told.</summary>
    public int PacketTotal { get; private init; }

    /// <summary>Which of them this is, from 1; 0 when it is not told.</summary>
    public int PacketNumber { get; private init; }

    /// <summary>What stands between the two `&amp;&amp;`.</summary>
    public ReadOnlySpan<byte> Cp { get; private init; }

    /// <summary>Byte of the segment at which <see cref="Cp"/> begins.</summary>
    public int CpOffset { get; private init; }

    /// <summary>True when an answer is asked for: bit 0 of the flag.</summary>
    public bool WantsAnswer => Flag > 0 && (Flag & 1) != 0;

    /// <summary>True when it is a packet of several: bit 1 of the flag, and both numbers.</summary>
    public bool IsPacket => Flag > 0 && (Flag & 2) != 0 && PacketTotal > 1 && PacketNumber >= 1 && PacketNumber <= PacketTotal;

    /// <summary>Reads a segment; or tells what is wrong.</summary>
    public static bool TryParse(ReadOnlySpan<byte> segment, out Hj212Message message, out Hj212Misfit misfit)
    {
        message = default;
        misfit = default;
        ReadOnlySpan<byte> qn = default, st = default, pw = default, mn = default;
        int cn = -1, flag = -1, total = 0, number = 0;
        var at = 0;
        while (!segment[at..].StartsWith("CP="u8))
        {
            var end = segment[at..].IndexOf((byte)';');
            if (end < 0)
            {
                misfit = new Hj212Misfit("no CP", "CP=&&...&&", at);
                return false;
            }

            var item = segment.Slice(at, end);
            var equals = item.IndexOf((byte)'=');
            if (equals <= 0)
            {
                misfit = new Hj212Misfit("no key and value", "KEY=value;", at);
                return false;
            }

            var value = item[(equals + 1)..];
            var isSound = true;
            switch (item[..equals])
            {
                case [(byte)'Q', (byte)'N']:
                    qn = value;
                    break;
                case [(byte)'S', (byte)'T']:
                    st = value;
                    break;
                case [(byte)'C', (byte)'N']:
                    isSound = TryNumber(value, 9_999, out cn);
                    break;
                case [(byte)'P', (byte)'W']:
                    pw = value;
                    break;
                case [(byte)'M', (byte)'N']:
                    mn = value;
                    break;
                case [(byte)'F', (byte)'l', (byte)'a', (byte)'g']:
                    isSound = TryNumber(value, 255, out flag);
                    break;
                case [(byte)'P', (byte)'N', (byte)'U', (byte)'M']:
                    isSound = TryNumber(value, 9_999, out total);
                    break;
                case [(byte)'P', (byte)'N', (byte)'O']:
                    isSound = TryNumber(value, 9_999, out number);
                    break;
            }

            if (!isSound)
            {
                misfit = new Hj212Misfit("no number", "decimal digits, 255 at most for Flag and 9999 for others", at + equals + 1);
                return false;
            }

            at += end + 1;
        }

        if (cn < 0)
        {
            misfit = new Hj212Misfit("no CN", "CN=dddd before CP", at);
            return false;
        }

        var body = segment[(at + 3)..];
        if (body.Length < 4 || !body.StartsWith("&&"u8) || !body.EndsWith("&&"u8))
        {
            misfit = new Hj212Misfit("CP is not enclosed", "CP=&&...&& at the end of the segment", at + 3);
            return false;
        }

        message = new Hj212Message
        {
            Qn = qn, St = st, Cn = cn, Pw = pw, Mn = mn, Flag = flag, PacketTotal = total, PacketNumber = number, Cp = body[2..^2], CpOffset = at + 5,
        };
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, int most, out int value) =>
        Utf8Parser.TryParse(digits, out value, out var used) && used == digits.Length && value >= 0 && value <= most;
}

/// <summary>What is wrong with a segment.</summary>
/// <param name="Error">What, one short phrase.</param>
/// <param name="Expected">What should stand there.</param>
/// <param name="Offset">Where, bytes from the segment's first.</param>
public readonly record struct Hj212Misfit(string Error, string Expected, int Offset);
