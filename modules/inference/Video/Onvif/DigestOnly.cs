using System.Net;

namespace EdgeAgent.Inference.Video.Onvif;

/// <summary>Gives the password to HTTP Digest (RFC 7616) of one host alone: Basic would send it as it is.</summary>
internal sealed class DigestOnly(CameraCredentials credentials, Uri camera) : ICredentials
{
    private readonly NetworkCredential _credential = new(credentials.User, credentials.Password);

    /// <inheritdoc/>
    public NetworkCredential? GetCredential(Uri uri, string authType) =>
        string.Equals(authType, "Digest", StringComparison.OrdinalIgnoreCase) && uri.IdnHost == camera.IdnHost ? _credential : null;
}
