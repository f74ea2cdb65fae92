using System.Net;
using System.Net.Sockets;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Sensors.Hj212;
using EdgeAgent.Sensors.Sl651;
using EdgeAgent.Tests.Hj212;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Stations;

/// <summary>From the site file to a listener that takes real connections of both families.</summary>
public sealed class HostedPlanTests : IBusSink, IDisposable
{
    private const string River = "7E7E010012345678123430002B020003591011154947F1F1001234567848F0F0591011154920190000052619000005392300000127381211150320FA";
    private readonly TempFolder _folder = new();
    private readonly List<Reading> _readings = [];

    [Fact]
    public async Task River_station_of_the_site_file()
    {
        var port = FreePort();
        using var host = Start(new Sl651Kind(), $$"""{ "kind": "sl651", "listen": ["127.0.0.1:{{port}}", "[::1]:{{port}}"], "devices": [ { "name": "river", "station": "0012345678", "points": [ { "name": "level", "element": "39" } ] } ] }""");
        foreach (var address in (IPAddress[])[IPAddress.Loopback, IPAddress.IPv6Loopback])
        {
            var answer = await ExchangeAsync(address, port, Convert.FromHexString(River));

            // The gateway's clock is told the time here: the answer tells it, so that its time and check sum are others than the reference's.
            Assert.StartsWith("7E7E001234567801123430800802", Convert.ToHexString(answer), StringComparison.Ordinal);
            Assert.Equal((25, 0x1B), (answer.Length, answer[^3]));
        }

        Assert.Equal(0.127, Assert.Single(Good()).Value);
        Assert.False(host.TryWrite(new PointWrite(7, 1)));
    }

    [Fact]
    public async Task Air_station_of_the_site_file()
    {
        var port = FreePort();
        using var host = Start(new Hj212Kind(), $$"""{ "kind": "hj212", "listen": "[::1]:{{port}}", "idle": "2 s", "devices": [ { "name": "air", "mn": "{{Frames.Mn}}", "points": [ { "name": "dust", "factor": "a34004" } ] } ] }""");
        Assert.Equal(Frames.Of(Frames.Segment("", 9014, 4).Replace("ST=22", "ST=91", StringComparison.Ordinal)), await ExchangeAsync(IPAddress.IPv6Loopback, port, Frames.Of(Frames.Segment("a34004-Rtd=35.5"))));
        Assert.Equal((7, 35.5), (Good()[0].Point, Good()[0].Value));
        Assert.True(host.IsOpen);
        Assert.Equal("", host.Fault);
    }

    public void Dispose() => _folder.Dispose();

    void IBusSink.Take(List<Reading> readings, List<DeviceChange> changes)
    {
        lock (_readings)
        {
            _readings.AddRange(readings);
        }
    }

    void IBusSink.Take(List<StationWindow> windows)
    {
    }

    void IBusSink.Take(in TimeFix fix)
    {
    }

    private List<Reading> Good()
    {
        lock (_readings)
        {
            return _readings.FindAll(r => r.Quality == Quality.Good);
        }
    }

    private ISourceHost Start(ISourceKind kind, string source)
    {
        var (plan, faults) = SourceRig.Bind(kind, source);
        Assert.Empty(faults);
        var host = Assert.IsType<HostedPlan>(plan).CreateHost(new SourceParts(null!, this, new ManualClock(), new LogLines(), _folder["state"], _folder["secrets"]), 7, 3);
        host.Start();
        for (var waited = 0; !host.IsOpen; waited += 5)
        {
            Assert.True(waited < 15_000, host.Fault);
            Thread.Sleep(5);
        }

        return host;
    }

    private static async Task<byte[]> ExchangeAsync(IPAddress address, int port, byte[] frame)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(15_000);
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(address, port), limit.Token);
        await socket.SendAsync(frame, limit.Token);
        var buffer = new byte[1_024];
        return buffer[..await socket.ReceiveAsync(buffer, limit.Token)];
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
