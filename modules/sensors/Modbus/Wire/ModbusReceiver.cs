using EdgeAgent.Core.Points;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>
/// Writes requests in one of the three framings and finds the reply to the last one in a stream of bytes, in any pieces. Pure; allocates nothing after it is made; one thread.
/// Bytes that cannot belong to the reply are passed over, so noise, an echo, and late replies of other units do no harm.
/// </summary>
public abstract class ModbusReceiver
{
    /// <summary>Longest PDU, bytes.</summary>
    public const int MaxPdu = 253;

    private readonly byte[] _pdu = new byte[MaxPdu];
    private int _pduLength;

    /// <summary>How the transaction ended, once <see cref="Take"/> has answered true.</summary>
    public Quality Outcome { get; private set; }

    /// <summary>Exception code of the reply when <see cref="Outcome"/> is <see cref="Quality.Exception"/>.</summary>
    public byte ExceptionCode { get; private set; }

    /// <summary>Data bytes of the reply to a read; valid until the next <see cref="Begin"/> when <see cref="Outcome"/> is good.</summary>
    public ReadOnlySpan<byte> Data => _pdu.AsSpan(2, Math.Max(0, _pduLength - 2));

    /// <summary>True when something like the reply has come that is no good: nothing better is likely to follow.</summary>
    public abstract bool HasBadFrame { get; }

    /// <summary>Bytes since <see cref="Begin"/> that belonged neither to the reply nor to an expected echo.</summary>
    public int Strays { get; protected set; }

    /// <summary>The request whose reply is awaited.</summary>
    protected ModbusRequest Request { get; private set; }

    /// <summary>What is wrong with a sound frame of our unit that has come; good while none has.</summary>
    protected Quality Misfit { get; private set; }

    /// <summary>True when another unit's frame has come.</summary>
    protected bool SawWrongUnit { get; private set; }

    /// <summary>True when the adapter returns what was sent.</summary>
    protected bool Echo { get; private set; }

    /// <summary>Length of the frame of a reply with a PDU of <paramref name="pdu"/> bytes.</summary>
    public abstract int FrameLength(int pdu);

    /// <summary>
    /// Forgets everything, writes <paramref name="request"/> into <paramref name="frame"/> and waits for its reply; with <paramref name="echo"/> its own bytes are expected first.
    /// Answers the frame's length.
    /// </summary>
    public int Begin(in ModbusRequest request, bool echo, Span<byte> frame)
    {
        Request = request;
        Echo = echo;
        Outcome = Quality.Timeout;
        Misfit = Quality.Good;
        SawWrongUnit = false;
        Strays = 0;
        _pduLength = 0;
        return Write(frame);
    }

    /// <summary>Takes bytes; true when the transaction has ended, well or badly: see <see cref="Outcome"/>.</summary>
    public abstract bool Take(ReadOnlySpan<byte> bytes);

    /// <summary>What to call the transaction when its time is over without a reply.</summary>
    public abstract Quality AtTimeout();

    /// <summary>Forgets what was received and writes the frame of <see cref="Request"/>; answers its length.</summary>
    protected abstract int Write(Span<byte> frame);

    /// <summary>True when <paramref name="pdu"/> of <paramref name="unit"/> may be the reply, or an exception in its place, whatever its check sum.</summary>
    protected bool IsExpected(byte unit, ReadOnlySpan<byte> pdu) => unit == Request.Unit && (IsException(pdu) || Request.Fits(pdu));

    /// <summary>Takes a sound frame; true when it ends the transaction. The reply to an earlier request may come late: the right one may still follow.</summary>
    protected bool Accept(byte unit, ReadOnlySpan<byte> pdu)
    {
        if (unit != Request.Unit)
        {
            SawWrongUnit = true;
            return false;
        }

        if (!IsExpected(unit, pdu))
        {
            var isLonger = Request.IsRead && pdu.Length > Request.ReplyLength && pdu[0] == (byte)Request.Function;
            Misfit = isLonger ? Quality.Overlong : Quality.Malformed;
            return false;
        }

        pdu.CopyTo(_pdu);
        _pduLength = pdu.Length;
        Outcome = IsException(pdu) ? Quality.Exception : Quality.Good;
        ExceptionCode = Outcome == Quality.Exception ? pdu[1] : (byte)0;
        return true;
    }

    private bool IsException(ReadOnlySpan<byte> pdu) => pdu.Length == 2 && pdu[0] == ((byte)Request.Function | 0x80);
}
