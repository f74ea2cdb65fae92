using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.Inference.Video.Onvif;

/// <summary>
/// Asks for cameras by multicast, 239.255.255.250 and [FF02::C], port 3702 (WS-Discovery 2005/04, section 2.4), and gathers what answers. Two questions go out, one for network video transmitters and one without
/// types, as some cameras answer to either alone; each is sent twice, 50 to 250 ms apart (SOAP-over-UDP, appendix I). Thread-safe.
/// </summary>
/// <param name="time">Measures the time to wait.</param>
public sealed class CameraDiscovery(TimeProvider time)
{
    /// <summary>Port of WS-Discovery.</summary>
    public const int Port = 3702;

    private const int LeastRepeatMs = 50;
    private const int MostRepeatMs = 250;
    private const int LinkLocalHops = 1;
    private static readonly IPAddress GroupV4 = IPAddress.Parse("239.255.255.250");
    private static readonly IPAddress GroupV6 = IPAddress.Parse("ff02::c");

    /// <summary>Asks on <paramref name="interfaces"/> and waits for answers.</summary>
    /// <param name="interfaces">Where to ask.</param>
    /// <param name="timeoutMs">How long to wait, ms.</param>
    /// <param name="found">Told how many cameras there are whenever that changes; one call at a time.</param>
    /// <param name="stop">Ends the wait early, with what was found.</param>
    public async Task<DiscoveryResult> RunAsync(IReadOnlyList<ProbeInterface> interfaces, int timeoutMs, Action<int> found, CancellationToken stop)
    {
        Guid[] asked = [Guid.NewGuid(), Guid.NewGuid()];
        byte[][] probes = [ProbeMessage.Build(asked[0], isTyped: true), ProbeMessage.Build(asked[1], isTyped: false)];
        var gathered = new Gathered(new ProbeCollector(asked), found);
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(timeoutMs), time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        var sockets = interfaces.SelectMany(i => Open(i, gathered)).ToList();
        try
        {
            await Task.WhenAll(sockets.SelectMany(s => (Task[])[SendAsync(s, probes, gathered, end.Token), ReceiveAsync(s, gathered, end.Token)]));
        }
        finally
        {
            sockets.ForEach(s => s.Socket.Dispose());
        }

        return gathered.Result();
    }

    private static List<Asker> Open(ProbeInterface network, Gathered gathered)
    {
        var askers = new List<Asker>();
        foreach (var source in network.V4.Concat(network.HasV6 ? [IPAddress.IPv6Any] : []))
        {
            var socket = new Socket(source.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                var isV6 = source.AddressFamily == AddressFamily.InterNetworkV6;
                var level = isV6 ? SocketOptionLevel.IPv6 : SocketOptionLevel.IP;
                socket.SetSocketOption(level, SocketOptionName.MulticastInterface, isV6 ? network.Index : IPAddress.HostToNetworkOrder(network.Index));
                socket.SetSocketOption(level, SocketOptionName.MulticastTimeToLive, LinkLocalHops);
                socket.Bind(new IPEndPoint(source, 0));
                askers.Add(new Asker(socket, new IPEndPoint(isV6 ? new IPAddress(GroupV6.GetAddressBytes(), network.Index) : GroupV4, Port), network));
            }
            catch (SocketException e)
            {
                socket.Dispose();
                gathered.Remark($"cannot ask on {network.Name} from {CameraAddress.Show(source)}: {e.Message}");
            }
        }

        return askers;
    }

    private async Task SendAsync(Asker asker, byte[][] probes, Gathered gathered, CancellationToken end)
    {
        try
        {
            await SendOnceAsync(asker, probes, end);
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(LeastRepeatMs, MostRepeatMs)), time, end);
            await SendOnceAsync(asker, probes, end);
        }
        catch (SocketException e)
        {
            gathered.Remark($"cannot ask on {asker.Interface.Name} for {CameraAddress.Show(asker.Group.Address)}: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            // The time is over before the repetition.
        }
    }

    private static async Task SendOnceAsync(Asker asker, byte[][] probes, CancellationToken end)
    {
        foreach (var probe in probes)
        {
            await asker.Socket.SendToAsync(probe, SocketFlags.None, asker.Group, end);
        }
    }

    private static async Task ReceiveAsync(Asker asker, Gathered gathered, CancellationToken end)
    {
        var buffer = new byte[ProbeCollector.MostBytes + 1];
        var anyone = new IPEndPoint(asker.Socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        try
        {
            while (!gathered.IsFull)
            {
                var got = await asker.Socket.ReceiveFromAsync(buffer, SocketFlags.None, anyone, end);
                gathered.Take(buffer.AsSpan(0, got.ReceivedBytes), ((IPEndPoint)got.RemoteEndPoint).Address, asker.Interface);
            }
        }
        catch (SocketException e)
        {
            gathered.Remark($"{asker.Interface.Name} was lost: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }
    }

    private sealed record Asker(Socket Socket, IPEndPoint Group, ProbeInterface Interface);

    /// <summary>What all sockets share.</summary>
    private sealed class Gathered(ProbeCollector collector, Action<int> found)
    {
        private readonly Lock _gate = new();
        private readonly List<string> _remarks = [];

        public bool IsFull
        {
            get
            {
                lock (_gate)
                {
                    return collector.IsFull;
                }
            }
        }

        public void Take(ReadOnlySpan<byte> datagram, IPAddress sender, ProbeInterface network)
        {
            lock (_gate)
            {
                var before = collector.Count;
                collector.Take(datagram, sender, network.Name, network.IsNear(sender));
                if (collector.Count != before)
                {
                    found(collector.Count);
                }
            }
        }

        public void Remark(string remark)
        {
            lock (_gate)
            {
                _remarks.Add(remark);
            }
        }

        public DiscoveryResult Result()
        {
            lock (_gate)
            {
                return collector.Result(_remarks);
            }
        }
    }
}
