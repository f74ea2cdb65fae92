using System.Globalization;
using EdgeAgent.Core.Sensing.Decoding;
using EdgeAgent.Core.Sensing.Framing;

namespace EdgeAgent.Sensors.Cjt188;

/// <summary>The decoder `cjt188`. Valve and battery are read as in the standard; the status bytes stand beside them.</summary>
public sealed class Cjt188Decoder : IFrameDecoder
{
    /// <inheritdoc/>
    public string Protocol => "cjt188";

    /// <inheritdoc/>
    public DecodeResult Decode(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> request)
    {
        if (Cjt188Faults.Find(frame, out var start) is { } fault)
        {
            return fault;
        }

        if (!Cjt188Frame.TryParse(frame[start..], out var parsed))
        {
            return new DecodeFault("no frame", "68", frame.IsEmpty ? "end of frame" : frame[start].ToString("X2", CultureInfo.InvariantCulture), start);
        }

        if (request.Length > 0 && Cjt188Faults.Find(request, out var asked) is null && Cjt188Frame.TryParse(request[asked..], out var question) && Misfit(parsed, question, start) is { } misfit)
        {
            return misfit;
        }

        var fields = new List<DecodedField>();
        Cjt188Fields.Add(parsed, fields);
        var noise = frame[..start].TrimEnd(SummedFrame.Wake).Length;
        if (noise > 0)
        {
            fields.Add(new DecodedField(FieldNames.Noise, noise, "By"));
        }

        return new DecodedFrame(parsed.Address.ToString(), parsed.Control.ToString("X2", CultureInfo.InvariantCulture), fields);
    }

    private static DecodeFault? Misfit(in Cjt188Frame reply, in Cjt188Frame request, int start)
    {
        if (!request.Address.Matches(reply.Address))
        {
            return new DecodeFault("another meter's reply", $"{request.Address.Type:X2} {request.Address}", $"{reply.Address.Type:X2} {reply.Address}", start + Cjt188Frame.TypeAt);
        }

        if (!reply.IsReply || reply.Function != request.Function)
        {
            var expected = (byte)(request.Function | 0x80);
            return new DecodeFault("no reply to this request", expected.ToString("X2", CultureInfo.InvariantCulture), reply.Control.ToString("X2", CultureInfo.InvariantCulture), start + Cjt188Frame.ControlAt);
        }

        if (reply.IsError || reply.Data.Length < 2 || request.Data.Length < 2)
        {
            return null;
        }

        var wanted = Cjt188Request.IdentifierOf(request.Data);
        var came = Cjt188Request.IdentifierOf(reply.Data);
        return wanted == came ? null : new DecodeFault("data of another request", wanted.ToString("X4", CultureInfo.InvariantCulture), came.ToString("X4", CultureInfo.InvariantCulture), start + Cjt188Frame.HeadLength);
    }
}
