using System.Globalization;
using EdgeAgent.Core.Sensing.Decoding;
using EdgeAgent.Core.Sensing.Framing;

namespace EdgeAgent.Sensors.Dlt645;

/// <summary>The decoders `dlt645` and `dlt645-1997`. A control code that only the other edition has is read by that one.</summary>
/// <param name="edition">Edition that is meant.</param>
public sealed class Dlt645Decoder(Dlt645Edition edition) : IFrameDecoder
{
    private const byte LastOf1997Alone = 0x02;
    private const byte FirstOf2007Alone = 0x11;

    /// <inheritdoc/>
    public string Protocol => edition == Dlt645Edition.Of2007 ? "dlt645" : "dlt645-1997";

    /// <inheritdoc/>
    public DecodeResult Decode(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> request)
    {
        if (Dlt645Faults.Find(frame, out var start) is { } fault)
        {
            return fault;
        }

        if (!Dlt645Frame.TryParse(frame[start..], out var parsed))
        {
            return new DecodeFault("no frame", "68", frame.IsEmpty ? "end of frame" : frame[start].ToString("X2", CultureInfo.InvariantCulture), start);
        }

        var fields = new List<DecodedField>();
        var spoken = EditionOf(parsed.Function);
        new Dlt645Fields(spoken, fields).Add(parsed);
        if (request.Length > 0 && Dlt645Faults.Find(request, out var asked) is null && Dlt645Frame.TryParse(request[asked..], out var question) && Misfit(parsed, question, spoken, start) is { } misfit)
        {
            return misfit;
        }

        var noise = frame[..start].TrimEnd(SummedFrame.Wake).Length;
        if (noise > 0)
        {
            fields.Add(new DecodedField(FieldNames.Noise, noise, "By"));
        }

        return new DecodedFrame(parsed.Address.ToString(), parsed.Control.ToString("X2", CultureInfo.InvariantCulture), fields);
    }

    private static DecodeFault? Misfit(in Dlt645Frame reply, in Dlt645Frame request, Dlt645Edition spoken, int start)
    {
        if (!request.Address.Matches(reply.Address))
        {
            return new DecodeFault("another meter's reply", request.Address.ToString(), reply.Address.ToString(), start + 1);
        }

        if (!reply.IsReply || reply.Function != request.Function)
        {
            var expected = (byte)(request.Function | 0x80);
            return new DecodeFault("no reply to this request", expected.ToString("X2", CultureInfo.InvariantCulture), reply.Control.ToString("X2", CultureInfo.InvariantCulture), start + Dlt645Frame.LengthAt - 1);
        }

        var head = Dlt645Request.IdentifierLength(spoken);
        for (var i = 0; i < head && !reply.IsError && reply.DataLength >= head && request.DataLength >= head; i++)
        {
            if (reply.Data(i) != request.Data(i))
            {
                return new DecodeFault("data of another request", Dlt645Fields.IdentifierText(request, spoken), Dlt645Fields.IdentifierText(reply, spoken), start + Dlt645Frame.HeadLength);
            }
        }

        return null;
    }

    private Dlt645Edition EditionOf(byte function) => function switch
    {
        >= 1 and <= LastOf1997Alone => Dlt645Edition.Of1997,
        >= FirstOf2007Alone => Dlt645Edition.Of2007,
        _ => edition,
    };
}
