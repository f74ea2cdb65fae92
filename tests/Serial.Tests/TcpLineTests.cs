using System.Net;
using System.Net.Sockets;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Serial;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Serial;

/// <summary>A serial server over TCP: the same host and driver as on a cable.</summary>
[Collection(Descriptors.Name)]
public sealed class TcpLineTests : IBusSink, IDisposable
{
    private readonly EchoDriver _driver = new();
    private readonly List<IDisposable> _toDispose = [];
    private int _taken;

    public void Dispose() => _toDispose.ForEach(d => d.Dispose());

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Bytes_go_both_ways(string address)
    {
        using var listener = Listen(address);
        using var host = Start(address, PortOf(listener));
        using var server = listener.AcceptSocket();
        Assert.Equal("ping"u8.ToArray(), Read(server, 4));
        server.Send([1, 2, 3, 0, 255]);
        HostRig.Until(() => Volatile.Read(ref _taken) == 5, "five bytes");
        Assert.True(host.IsOpen);
    }

    [Fact]
    public void A_server_that_is_down_is_told_and_found_when_it_comes()
    {
        int port;
        using (var gone = Listen("127.0.0.1"))
        {
            port = PortOf(gone);
        }

        using var host = Start("127.0.0.1", port);
        HostRig.Until(() => host.Fault.Contains("nobody listens there", StringComparison.Ordinal), $"the fault, not: {host.Fault}");
        HostRig.Until(() => _driver.Closed == 1, "the driver to be told");
        using var listener = Listen("127.0.0.1", port);
        using var server = listener.AcceptSocket();
        HostRig.Until(() => host.IsOpen, "opening");
    }

    [Fact]
    public void A_connection_that_is_closed_is_made_anew_forty_times_without_leaks()
    {
        using var listener = Listen("127.0.0.1");
        using var host = Start("127.0.0.1", PortOf(listener));
        var descriptors = 0;
        for (var i = 1; i <= 40; i++)
        {
            using var server = listener.AcceptSocket();
            Assert.Equal(4, Read(server, 4).Length);
            descriptors = i == 10 ? Count() : descriptors;
        }

        Assert.True(Count() <= descriptors + 4, $"{Count()} descriptors, {descriptors} before");
    }

    [Fact]
    public void A_name_that_nobody_knows_is_told_and_stopping_does_not_wait_for_it()
    {
        using var host = Start("no-such-host.invalid", 1);
        HostRig.Until(() => host.Fault.Length > 0 && host.Fault != "not opened yet", "a fault");
        var before = Environment.TickCount64;
        host.Dispose();
        Assert.InRange(Environment.TickCount64 - before, 0, 1_500);
    }

    void IBusSink.Take(List<Reading> readings, List<DeviceChange> changes) => Volatile.Write(ref _taken, _taken + readings.Count);

    void IBusSink.Take(List<StationWindow> windows)
    {
    }

    void IBusSink.Take(in TimeFix fix)
    {
    }

    private static int Count() => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();

    private static TcpListener Listen(string address, int port = 0)
    {
        var listener = new TcpListener(IPAddress.Parse(address), port);
        listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Start();
        return listener;
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static byte[] Read(Socket socket, int count)
    {
        socket.ReceiveTimeout = 10_000;
        var bytes = new byte[count];
        for (var at = 0; at < count;)
        {
            at += socket.Receive(bytes, at, count - at, SocketFlags.None);
        }

        return bytes;
    }

    private BusHost Start(string address, int port)
    {
        var host = new BusHost("server", new TcpLineOpener(new ServerAddress(address, port), TimeProvider.System), _driver, this, new EdgeClock(), NullLogger.Instance);
        _toDispose.Add(host);
        host.Start();
        return host;
    }
}
