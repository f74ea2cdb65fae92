using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.Uplink.Http;

/// <summary>What an address counts as in limits. A household or a host has a whole IPv6 /64, so that is one caller (RFC 6177).</summary>
internal static class AddressKey
{
    private const int PrefixBytes = 8;

    /// <summary>The key of an address; that of no address is `unknown`.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null)
        {
            return "unknown";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4().ToString();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address))
        {
            return address.ToString();
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[PrefixBytes..].Clear();
        return new IPAddress(bytes) + "/64";
    }
}
