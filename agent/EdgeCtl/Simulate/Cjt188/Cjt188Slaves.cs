using EdgeCtl.Simulate.Line;

namespace EdgeCtl.Simulate.Cjt188;

/// <summary>Meters that speak CJ/T 188 on one line. A wildcard that several answer makes a collision: a zero of either wins, as on a bus.</summary>
internal sealed class Cjt188Slaves(int baud, IReadOnlyList<Cjt188Meter> meters) : Slave(baud, bitsPerByte: 11)
{
    private readonly byte[] _answer = new byte[256];
    private readonly byte[] _frame = new byte[300];

    /// <inheritdoc/>
    public override Look Find(ReadOnlySpan<byte> received, bool isSilent) => Cjt188Frame.Find(received);

    /// <inheritdoc/>
    public override Reply Answer(ReadOnlySpan<byte> request, long nowNs, Span<byte> frame)
    {
        var reply = new Reply(ReplyKind.Foreign, 0);
        foreach (var meter in meters)
        {
            if (!meter.IsMeant(request[1], request.Slice(2, Cjt188Frame.AddressBytes)))
            {
                continue;
            }

            var length = meter.Answer(request[9], request[Cjt188Frame.DataAt..^2], nowNs, _answer, out var control);
            length = Cjt188Frame.Write(meter.Type, meter.Address, control, _answer.AsSpan(0, length), meter.Preamble, _frame);
            for (var i = 0; i < length; i++)
            {
                frame[i] = i < reply.Length ? (byte)(frame[i] & _frame[i]) : _frame[i];
            }

            var joined = new Reply((control & 0x40) != 0 ? ReplyKind.Exception : ReplyKind.Normal, length, meter.Preamble);
            reply = reply.Length > length ? reply : joined;
        }

        return reply;
    }

    /// <inheritdoc/>
    public override bool Readdress(Span<byte> frame)
    {
        frame[2] = (byte)((frame[2] & 0xF0) | ((frame[2] & 15) == 9 ? 0 : (frame[2] & 15) + 1));
        Cjt188Frame.Seal(frame);
        return true;
    }
}
