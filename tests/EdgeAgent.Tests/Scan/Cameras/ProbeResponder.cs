using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Xml.Linq;

namespace EdgeAgent.Tests.Scan.Cameras;

/// <summary>Answers probes on one interface by real multicast, with whatever it is told to say.</summary>
internal sealed class ProbeResponder : IAsyncDisposable
{
    private const int Port = 3702;
    private const int LinuxIp = 0;
    private const int LinuxIpV6 = 41;
    private const int MulticastAll = 49;
    private const int MulticastAllV6 = 29;
    private static readonly XNamespace Addressing = "http://schemas.xmlsoap.org/ws/2004/08/addressing";
    private readonly Socket _socket;
    private readonly Func<string, bool, IEnumerable<byte[]>> _answers;
    private readonly CancellationTokenSource _end = new();
    private readonly List<string> _probes = [];
    private readonly Task _loop;

    /// <summary>Listens; <paramref name="answers"/> gives the datagrams for the id of a probe and whether it has types.</summary>
    public ProbeResponder(AddressFamily family, int index, Func<string, bool, IEnumerable<byte[]>> answers)
    {
        _answers = answers;
        var isV6 = family == AddressFamily.InterNetworkV6;
        _socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
        _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);

        // Only what comes by this interface: other tests have cameras too.
        var none = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(none, 0);
        _socket.SetRawSocketOption(isV6 ? LinuxIpV6 : LinuxIp, isV6 ? MulticastAllV6 : MulticastAll, none);
        _socket.Bind(new IPEndPoint(isV6 ? IPAddress.IPv6Any : IPAddress.Any, Port));
        if (isV6)
        {
            _socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, new IPv6MulticastOption(IPAddress.Parse("ff02::c"), index));
        }
        else
        {
            _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(IPAddress.Parse("239.255.255.250"), index));
        }

        _loop = ServeAsync();
    }

    /// <summary>Ids of the probes that came, each as often as it came.</summary>
    public IReadOnlyList<string> Probes
    {
        get
        {
            lock (_probes)
            {
                return [.. _probes];
            }
        }
    }

    /// <summary>A ProbeMatches of one device.</summary>
    public static byte[] Match(string relatesTo, string endpoint, string addresses, string name, string types = "dn:NetworkVideoTransmitter") => Encoding.UTF8.GetBytes(
        $"<e:Envelope xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"{Addressing}\" xmlns:d=\"http://schemas.xmlsoap.org/ws/2005/04/discovery\" xmlns:dn=\"http://www.onvif.org/ver10/network/wsdl\">"
        + $"<e:Header><a:RelatesTo>{relatesTo}</a:RelatesTo></e:Header><e:Body><d:ProbeMatches><d:ProbeMatch><a:EndpointReference><a:Address>{endpoint}</a:Address></a:EndpointReference>"
        + $"<d:Types>{types}</d:Types><d:Scopes>{(name.Length > 0 ? $"onvif://www.onvif.org/name/{name}" : "")}</d:Scopes><d:XAddrs>{addresses}</d:XAddrs></d:ProbeMatch></d:ProbeMatches></e:Body></e:Envelope>");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _loop;
        _socket.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        var buffer = new byte[65_536];
        try
        {
            while (true)
            {
                var got = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0), _end.Token);
                var probe = XDocument.Parse(Encoding.UTF8.GetString(buffer, 0, got.ReceivedBytes));
                var id = probe.Descendants(Addressing + "MessageID").Single().Value;
                lock (_probes)
                {
                    _probes.Add(id);
                }

                foreach (var answer in _answers(id, probe.Descendants().Any(e => e.Name.LocalName == "Types")))
                {
                    await _socket.SendToAsync(answer, SocketFlags.None, got.RemoteEndPoint, _end.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
