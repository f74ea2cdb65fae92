using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace EdgeAgent.Inference.Video.Onvif;

/// <summary>A network interface to ask on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Index">The kernel's number of it.</param>
/// <param name="V4">Its IPv4 addresses, at most <see cref="MostAddresses"/>; each is asked from, as a camera answers only to a network that it knows.</param>
/// <param name="HasV6">True when it has a link-local IPv6 address.</param>
/// <param name="Networks">Its addresses with the lengths of their prefixes, bits: what is on the link.</param>
public sealed record ProbeInterface(string Name, int Index, IReadOnlyList<IPAddress> V4, bool HasV6, IReadOnlyList<(IPAddress Address, int Bits)> Networks)
{
    /// <summary>Most interfaces.</summary>
    public const int MostInterfaces = 32;

    /// <summary>Most IPv4 addresses of one.</summary>
    public const int MostAddresses = 8;

    /// <summary>The interfaces of <paramref name="names"/>, or without names all that are up and capable of multicast. <paramref name="faults"/> tells which cannot be used and why.</summary>
    public static IReadOnlyList<ProbeInterface> Find(IReadOnlyList<string> names, out IReadOnlyList<string> faults)
    {
        var found = new List<ProbeInterface>();
        var wrong = new List<string>();
        var all = NetworkInterface.GetAllNetworkInterfaces();
        var known = string.Join(", ", all.Where(IsUsual).Select(i => i.Name));
        foreach (var name in names.Distinct().Where(n => all.All(i => i.Name != n)))
        {
            wrong.Add($"there is no network interface '{OnvifText.Clean(name, 32)}'; expected one of {(known.Length > 0 ? known : "none: no interface is up")}");
        }

        foreach (var network in all.Where(i => names.Count > 0 ? names.Contains(i.Name) : IsUsual(i)).Take(MostInterfaces))
        {
            var one = Of(network);
            if (one is { V4.Count: > 0 } or { HasV6: true })
            {
                found.Add(one);
            }
            else
            {
                wrong.Add($"the network interface {network.Name} {(one is null ? "has no number" : "has no address: it is down, or nobody gave it one")}");
            }
        }

        faults = wrong;
        return found;
    }

    /// <summary>
    /// True for a sender that may be called: one of this interface's networks, or a private or link-local address. A camera with a factory's address is in none of our networks; a public address that is not on the link
    /// can only be a forged sender, as the question goes no further than the link.
    /// </summary>
    public bool IsNear(IPAddress sender) => CameraAddress.IsPrivate(sender) || Networks.Any(n => IsIn(n.Address.GetAddressBytes(), sender.GetAddressBytes(), n.Bits));

    private static bool IsIn(byte[] network, byte[] address, int bits)
    {
        if (network.Length != address.Length || bits <= 0 || bits > network.Length * 8)
        {
            return false;
        }

        var whole = bits / 8;
        var rest = bits % 8;
        return network.AsSpan(0, whole).SequenceEqual(address.AsSpan(0, whole)) && (rest == 0 || (network[whole] ^ address[whole]) >> (8 - rest) == 0);
    }

    private static bool IsUsual(NetworkInterface network) =>
        network.SupportsMulticast && network.NetworkInterfaceType != NetworkInterfaceType.Loopback && network.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown;

    private static ProbeInterface? Of(NetworkInterface network)
    {
        var properties = network.GetIPProperties();
        var addresses = properties.UnicastAddresses.Select(a => a.Address).ToList();
        try
        {
            var index = network.Supports(NetworkInterfaceComponent.IPv4) ? properties.GetIPv4Properties().Index : properties.GetIPv6Properties().Index;
            return new ProbeInterface(
                network.Name,
                index,
                [.. addresses.Where(a => a.AddressFamily == AddressFamily.InterNetwork).Take(MostAddresses)],
                addresses.Exists(a => a.IsIPv6LinkLocal),
                [.. properties.UnicastAddresses.Select(a => (a.Address, a.PrefixLength))]);
        }
        catch (NetworkInformationException)
        {
            return null;
        }
    }
}
