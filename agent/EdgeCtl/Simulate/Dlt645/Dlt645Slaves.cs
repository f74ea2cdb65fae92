using EdgeCtl.Simulate.Line;

namespace EdgeCtl.Simulate.Dlt645;

/// <summary>Meters that speak DL/T 645 on one line. A wildcard that several answer makes a collision: a zero of either wins, as on a bus.</summary>
internal sealed class Dlt645Slaves(int baud, IReadOnlyList<Dlt645Meter> meters) : Slave(baud, bitsPerByte: 11)
{
    private readonly byte[] _data = new byte[256];
    private readonly byte[] _answer = new byte[256];
    private readonly byte[] _frame = new byte[300];

    /// <inheritdoc/>
    public override Look Find(ReadOnlySpan<byte> received, bool isSilent) => Dlt645Frame.Find(received);

    /// <inheritdoc/>
    public override Reply Answer(ReadOnlySpan<byte> request, long nowNs, Span<byte> frame)
    {
        var address = request.Slice(1, Dlt645Frame.AddressBytes);
        var data = _data.AsSpan(0, Dlt645Frame.Lower(request, _data));
        if (address.IndexOfAnyExcept((byte)0x99) < 0)
        {
            return new Reply(ReplyKind.Silent, 0);
        }

        var reply = new Reply(ReplyKind.Foreign, 0);
        foreach (var meter in meters)
        {
            if (!meter.IsMeant(address))
            {
                continue;
            }

            var length = meter.Answer(request[8], data, nowNs, _answer, out var control);
            if (length < 0)
            {
                reply = reply.Length > 0 ? reply : new Reply(ReplyKind.Silent, 0);
                continue;
            }

            length = Dlt645Frame.Write(meter.Address, control, _answer.AsSpan(0, length), meter.Preamble, _frame);
            reply = Join(reply, new Reply((control & 0x40) != 0 ? ReplyKind.Exception : ReplyKind.Normal, length, meter.Preamble), frame);
        }

        return reply;
    }

    /// <inheritdoc/>
    public override bool Readdress(Span<byte> frame)
    {
        frame[1] = (byte)((frame[1] & 0xF0) | ((frame[1] & 15) == 9 ? 0 : (frame[1] & 15) + 1));
        Dlt645Frame.Seal(frame);
        return true;
    }

    private Reply Join(Reply before, Reply next, Span<byte> frame)
    {
        for (var i = 0; i < next.Length; i++)
        {
            frame[i] = i < before.Length ? (byte)(frame[i] & _frame[i]) : _frame[i];
        }

        return before.Length > next.Length ? before : next;
    }
}
