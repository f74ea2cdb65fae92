namespace EdgeAgent.Inference.Video.Onvif;

/// <summary>A datagram that answers a Probe.</summary>
/// <param name="RelatesTo">Id of the question, as it stands in the answer; empty when there is none.</param>
/// <param name="Matches">Devices, at most <see cref="MostMatches"/>.</param>
public sealed record ProbeReply(string RelatesTo, IReadOnlyList<ProbeMatch> Matches)
{
    /// <summary>Most devices of a datagram that are taken.</summary>
    public const int MostMatches = 16;

    private const int MostWords = 64;
    private const int MostWordChars = 512;

    /// <summary>Reads a datagram; null with why it is no answer. Never throws for what the bytes hold.</summary>
    public static ProbeReply? Parse(ReadOnlySpan<byte> datagram, out string fault)
    {
        if (XmlPart.Parse(datagram, out fault) is not { } envelope)
        {
            return null;
        }

        if (envelope.Name != "Envelope" || envelope.At("Body", "ProbeMatches") is not { } matches)
        {
            fault = "is no ProbeMatches";
            return null;
        }

        return new ProbeReply(envelope.TextAt("Header", "RelatesTo"), [.. matches.All("ProbeMatch").Take(MostMatches).Select(Read)]);
    }

    private static ProbeMatch Read(XmlPart match)
    {
        var endpoint = match.TextAt("EndpointReference", "Address");
        return new ProbeMatch
        {
            Endpoint = endpoint[..Math.Min(endpoint.Length, MostWordChars)],
            Types = [.. Words(match.TextAt("Types")).Select(t => t[(t.LastIndexOf(':') + 1)..])],
            Scopes = Words(match.TextAt("Scopes")),
            Addresses = Words(match.TextAt("XAddrs")),
        };
    }

    // Lists are parted by white space of any kind.
    private static List<string> Words(string text) =>
        [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length <= MostWordChars).Take(MostWords)];
}
