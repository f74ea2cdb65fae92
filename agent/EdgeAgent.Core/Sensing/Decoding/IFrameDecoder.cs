namespace EdgeAgent.Core.Sensing.Decoding;

/// <summary>Reads one frame of a field protocol for people: `edgeagent decode`, and the seam by which every parser is tested. Stateless; any thread; never throws on any bytes.</summary>
public interface IFrameDecoder
{
    /// <summary>Name on the command line, e.g. `dlt645`.</summary>
    string Protocol { get; }

    /// <summary>Reads <paramref name="frame"/>, whole and alone, with what the protocol tolerates around it; <paramref name="request"/> is the request that it answers, or empty.</summary>
    DecodeResult Decode(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> request);
}
