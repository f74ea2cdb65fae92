using System.Net;
using System.Text.RegularExpressions;

namespace EdgeAgent.Inference.Video.Onvif;

/// <summary>The address of a stream, held to the camera and without user and password.</summary>
/// <param name="Url">The address; empty when what was told is none.</param>
/// <param name="Note">What was changed, or why there is none; empty for nothing.</param>
public sealed partial record StreamAddress(string Url, string Note)
{
    private const int LeastSecretChars = 4;
    private const string Hidden = "***";

    /// <summary>Reads what a camera told.</summary>
    /// <param name="told">Its address of a stream.</param>
    /// <param name="host">The camera.</param>
    /// <param name="scope">Interface by which a link-local address is reached; empty when unknown.</param>
    /// <param name="credentials">What must not stand in the address; null for nothing.</param>
    public static StreamAddress Read(string told, IPAddress host, string scope, CameraCredentials? credentials)
    {
        if (!Uri.TryCreate(told, UriKind.Absolute, out var uri) || uri.Scheme is not ("rtsp" or "rtsps") || uri.Host.Length == 0)
        {
            return new StreamAddress("", told.Length == 0 ? "no address of the stream is told" : "its stream's address is none of RTSP");
        }

        var path = Credential().Replace(uri.PathAndQuery, $"$1={Hidden}");
        if (credentials is { Password.Length: >= LeastSecretChars })
        {
            path = path.Replace(credentials.Password, Hidden, StringComparison.Ordinal).Replace(Uri.EscapeDataString(credentials.Password), Hidden, StringComparison.Ordinal);
        }

        var notes = new List<string>();
        if (!CameraAddress.IsHost(uri, host))
        {
            notes.Add($"its stream's address names the host {OnvifText.Clean(uri.Host, 80)}; the camera's own is taken instead");
        }

        if (path != uri.PathAndQuery)
        {
            notes.Add("its stream's address holds a user or password, which is hidden here: the stream does not open without it");
        }

        var port = uri.Port > 0 ? FormattableString.Invariant($":{uri.Port}") : "";
        return new StreamAddress($"{uri.Scheme}://{CameraAddress.HostOf(host, scope)}{port}{path}", string.Join("; ", notes));
    }

    // Some cameras write them into the path, with underscores between the parts.
    [GeneratedRegex("(?<![a-z])((?:user(?:name)?|usr|login|pass(?:word|wd)?|pwd))=(.*?)(?=_password=|_channel=|[&/?;]|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Credential();
}
