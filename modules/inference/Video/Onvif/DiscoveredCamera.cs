using System.Net;

namespace EdgeAgent.Inference.Video.Onvif;

/// <summary>A camera that answered.</summary>
/// <param name="Endpoint">Address of its endpoint reference; empty when it was named by the user or told none.</param>
/// <param name="Scopes">What its scopes tell.</param>
/// <param name="Places">Where it answers, the one to call first in front; at least one.</param>
public sealed record DiscoveredCamera(string Endpoint, CameraScopes Scopes, IReadOnlyList<CameraPlace> Places);

/// <summary>One way to a camera.</summary>
/// <param name="Host">Its address, with the scope of a link-local one.</param>
/// <param name="Interface">Network interface that it answered on; empty when unknown.</param>
/// <param name="Device">Its device service, always on <paramref name="Host"/>.</param>
/// <param name="Note">What was changed in the address that it told; empty for nothing.</param>
public sealed record CameraPlace(IPAddress Host, string Interface, Uri Device, string Note);
