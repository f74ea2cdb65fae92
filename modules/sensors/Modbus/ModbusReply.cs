using EdgeAgent.Core.Points;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>What the bytes after a request are so far.</summary>
public enum ReplyState : byte
{
    /// <summary>Not a whole answer yet.</summary>
    Waiting,

    /// <summary>The answer asked for.</summary>
    Answer,

    /// <summary>The device refused with an exception code.</summary>
    Exception,

    /// <summary>A frame of the device that is no answer to the request.</summary>
    Wrong,
}

/// <summary>A judgement of the bytes that came after a request.</summary>
/// <param name="State">What they are.</param>
/// <param name="Start">Where the frame starts, for an answer or an exception.</param>
/// <param name="Length">Its length; while waiting, bytes that are another unit's whole frame.</param>
/// <param name="Fault">Why there is no answer: final for <see cref="ReplyState.Wrong"/>, else what a time-out now would mean.</param>
public readonly record struct Reply(ReplyState State, int Start, int Length, Quality Fault);

/// <summary>
/// Finds the answer to a read request in what came from the line: frames by expected length and CRC, passes over noise and an echo of the request,
/// and keeps waiting when another unit answers (Modbus over Serial Line 1.02; Modbus Application Protocol 1.1b3, 6.1-6.4). Pure; allocates nothing.
/// </summary>
public static class ModbusReplyParser
{
    private const int ExceptionLength = 5;
    private const int Overhead = 5;

    /// <summary>Judges <paramref name="bytes"/>.</summary>
    /// <param name="bytes">Everything that came since the request.</param>
    /// <param name="request">The request as sent, CRC and all, 8 bytes.</param>
    /// <param name="dataBytes">Data bytes that the answer must have, 1..250.</param>
    public static Reply Judge(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> request, int dataBytes)
    {
        var fault = bytes.IsEmpty ? Quality.Timeout : Quality.Malformed;
        var at = 0;
        while (at < bytes.Length)
        {
            var rest = bytes[at..];
            if (rest.StartsWith(request))
            {
                at += request.Length;
                fault = at == bytes.Length ? Quality.Timeout : fault;
                continue;
            }

            var found = JudgeAt(rest, request, dataBytes);
            if (found.State != ReplyState.Waiting)
            {
                return found with { Start = at };
            }

            fault = Worse(fault, found.Fault);
            at += Math.Max(1, found.Length);
        }

        return new Reply(ReplyState.Waiting, 0, 0, fault);
    }

    private static Reply JudgeAt(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> request, int dataBytes)
    {
        if (bytes[0] != request[0])
        {
            var other = OtherUnitsFrame(bytes, request[1]);
            return new Reply(ReplyState.Waiting, 0, other, other > 0 ? Quality.WrongUnit : Quality.Malformed);
        }

        if (bytes.Length < 2)
        {
            return new Reply(ReplyState.Waiting, 0, 0, Quality.Truncated);
        }

        if (bytes[1] == (request[1] | 0x80))
        {
            return JudgeLength(bytes, ExceptionLength, ReplyState.Exception, Quality.Exception);
        }

        if (bytes[1] != request[1])
        {
            return new Reply(ReplyState.Waiting, 0, 0, Quality.Malformed);
        }

        if (bytes.Length < 3)
        {
            return new Reply(ReplyState.Waiting, 0, 0, Quality.Truncated);
        }

        if (bytes[2] == dataBytes)
        {
            return JudgeLength(bytes, Overhead + dataBytes, ReplyState.Answer, Quality.Good);
        }

        // Another length than asked for: only a right CRC makes it the device's word rather than noise.
        var length = Overhead + bytes[2];
        var whole = bytes.Length >= length && ModbusCrc.Fits(bytes[..length]);
        return whole
            ? new Reply(ReplyState.Wrong, 0, length, bytes[2] > dataBytes ? Quality.Overlong : Quality.Malformed)
            : new Reply(ReplyState.Waiting, 0, 0, Quality.Malformed);
    }

    private static Reply JudgeLength(ReadOnlySpan<byte> bytes, int length, ReplyState state, Quality quality)
    {
        if (bytes.Length < length)
        {
            return new Reply(ReplyState.Waiting, 0, 0, Quality.Truncated);
        }

        return ModbusCrc.Fits(bytes[..length])
            ? new Reply(state, 0, length, quality)
            : new Reply(ReplyState.Waiting, 0, 0, Quality.Crc);
    }

    private static int OtherUnitsFrame(ReadOnlySpan<byte> bytes, byte function)
    {
        if (bytes.Length < ExceptionLength || (bytes[1] & 0x7F) != function)
        {
            return 0;
        }

        var length = (bytes[1] & 0x80) != 0 ? ExceptionLength : Overhead + bytes[2];
        return bytes.Length >= length && ModbusCrc.Fits(bytes[..length]) ? length : 0;
    }

    // The most telling reason: a frame with a wrong CRC says more than noise around it.
    private static Quality Worse(Quality a, Quality b) => Rank(b) > Rank(a) ? b : a;

    private static int Rank(Quality quality) => quality switch
    {
        Quality.Crc => 4,
        Quality.Truncated => 3,
        Quality.WrongUnit => 2,
        Quality.Malformed => 1,
        _ => 0,
    };
}
