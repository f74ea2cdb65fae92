using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.Inference.Video.Onvif;

/// <summary>
/// Addresses that a camera tells, held to the camera itself. Whoever can send a datagram could otherwise make the gateway call any place: the port and path are the camera's word, the host never is.
/// </summary>
public static class CameraAddress
{
    /// <summary>Path of the device service (ONVIF Core Specification, section 5.1.1).</summary>
    public const string DevicePath = "/onvif/device_service";

    /// <summary>The device service at a host of which nothing else is known.</summary>
    public static Uri Default(IPAddress host, int port) => Make(port == 443 ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, host, port, DevicePath);

    /// <summary>
    /// Where to call a device that answered from <paramref name="sender"/>: one of <paramref name="told"/> that is on that host, plain HTTP first; else the first usable one with the sender's host, and else
    /// <see cref="Default"/>. <paramref name="note"/> says what was changed; empty for nothing.
    /// </summary>
    public static Uri Choose(IEnumerable<string> told, IPAddress sender, out string note)
    {
        var usable = told.Select(Parse).OfType<Uri>().ToList();
        var own = usable.Where(u => IsHost(u, sender)).OrderBy(u => u.Scheme == Uri.UriSchemeHttp ? 0 : 1).FirstOrDefault();
        var chosen = own ?? usable.FirstOrDefault();
        note = own is not null ? ""
            : chosen is null ? $"it told no address that can be used; {DevicePath} is asked"
            : $"it tells the address {OnvifText.Clean(chosen.Authority, 80)} but answers from {Show(sender)}, which is asked instead";
        return chosen is null ? Default(sender, 80) : Make(chosen.Scheme, sender, chosen.Port, chosen.PathAndQuery);
    }

    /// <summary>An address of a service that the camera at <paramref name="host"/> tells, on that host; null when it is no address of HTTP.</summary>
    public static Uri? Pin(string told, IPAddress host, out bool isMoved)
    {
        var uri = Parse(told);
        isMoved = uri is not null && !IsHost(uri, host);
        return uri is null ? null : Make(uri.Scheme, host, uri.Port, uri.PathAndQuery);
    }

    /// <summary>True when an address names that host; the scope of a link-local address is not the camera's to know.</summary>
    public static bool IsHost(Uri uri, IPAddress host) =>
        IPAddress.TryParse(uri.DnsSafeHost, out var own) && own.AddressFamily == host.AddressFamily && own.GetAddressBytes().AsSpan().SequenceEqual(host.GetAddressBytes());

    /// <summary>True for an address that no router of the internet passes on: loopback, link-local, private (RFC 1918, RFC 6598, RFC 4193).</summary>
    public static bool IsPrivate(IPAddress host)
    {
        var bytes = host.GetAddressBytes();
        return IPAddress.IsLoopback(host) || (host.AddressFamily == AddressFamily.InterNetworkV6
            ? host.IsIPv6LinkLocal || host.IsIPv6UniqueLocal
            : bytes[0] == 10 || (bytes[0], bytes[1] & 0xF0) is (172, 16) || (bytes[0], bytes[1]) is (192, 168) or (169, 254) || (bytes[0], bytes[1] & 0xC0) is (100, 64));
    }

    /// <summary>A host as it stands in a URI: IPv6 in brackets, the scope of a link-local address by <paramref name="scope"/>, or by its number when that is empty.</summary>
    public static string HostOf(IPAddress host, string scope = "")
    {
        if (host.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return host.ToString();
        }

        var bare = new IPAddress(host.GetAddressBytes()).ToString();
        return host.ScopeId == 0 ? $"[{bare}]" : $"[{bare}%{(scope.Length > 0 ? scope : host.ScopeId.ToString(System.Globalization.CultureInfo.InvariantCulture))}]";
    }

    /// <summary>An address for people.</summary>
    public static string Show(IPAddress host) => HostOf(host).Trim('[', ']');

    private static Uri Make(string scheme, IPAddress host, int port, string pathAndQuery) => new($"{scheme}://{HostOf(host)}:{port}{pathAndQuery}");

    private static Uri? Parse(string told) =>
        Uri.TryCreate(told, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.Port > 0 && uri.Host.Length > 0 ? uri : null;
}
