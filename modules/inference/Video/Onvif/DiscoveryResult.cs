namespace EdgeAgent.Inference.Video.Onvif;

/// <summary>What a search found.</summary>
/// <param name="Cameras">Cameras, in the order in which they answered first.</param>
/// <param name="Malformed">Datagrams that could not be read.</param>
/// <param name="Remarks">What there is to tell besides, a line each: what could not be asked, read or taken.</param>
public sealed record DiscoveryResult(IReadOnlyList<DiscoveredCamera> Cameras, int Malformed, IReadOnlyList<string> Remarks);
