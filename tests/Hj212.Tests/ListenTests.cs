using System.Net;
using System.Net.Sockets;
using System.Text;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Listening;
using EdgeAgent.Sensors.Hj212;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Hj212;

/// <summary>Real connections on loopback.</summary>
public sealed class ListenTests : IBusSink, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly LogLines _log = new();
    private readonly List<IDisposable> _open = [];
    private int _readings;
    private int _windows;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Station_is_taken_and_answered(string address)
    {
        var host = Listen(address);
        using var client = await ConnectAsync(host);
        await client.SendAsync(Frames.Of(Frames.Segment("a34004-Rtd=35.5")));
        Assert.Equal(Frames.Of(Frames.Segment("", 9014, 4).Replace("ST=22", "ST=91", StringComparison.Ordinal)), await ReceiveAsync(client));
        await client.SendAsync(Frames.Of(Frames.Segment("DataTime=20160801080000;a34004-Avg=30", 2061, qn: "2")));
        Assert.NotEmpty(await ReceiveAsync(client));
        Assert.Equal((1, 1), (Volatile.Read(ref _readings), Volatile.Read(ref _windows)));
        Assert.Equal(1, host.Connections.Open);
    }

    [Fact]
    public async Task Both_families_at_once_and_many_stations()
    {
        var host = Listen("127.0.0.1", "::1");
        var clients = new List<Socket>();
        for (var i = 0; i < 40; i++)
        {
            clients.Add(await ConnectAsync(host, i % 2));
            await clients[i].SendAsync(Frames.Of(Frames.Segment("a34004-Rtd=1", qn: $"{i + 1}")));
        }

        foreach (var client in clients)
        {
            Assert.NotEmpty(await ReceiveAsync(client));
        }

        Assert.Equal(40, Volatile.Read(ref _readings));
        clients.ForEach(c => c.Dispose());
        Until(() => host.Connections.Open == 0, "all connections end");
        Assert.Equal(40, host.Connections.Ended(LinkEnd.Closed));
    }

    [Fact]
    public async Task Slow_sender_is_served_while_it_sends_frames_and_dropped_when_it_dribbles()
    {
        var host = Listen(new ListenLimits { FirstMs = 1_500, IdleMs = 1_500 }, "127.0.0.1");
        using var client = await ConnectAsync(host);
        var frame = Frames.Of(Frames.Segment("a34004-Rtd=1"));
        foreach (var part in frame.Chunk(40))
        {
            await client.SendAsync(part);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.NotEmpty(await ReceiveAsync(client));
        for (var i = 0; i < 100 && host.Connections.Ended(LinkEnd.Idle) == 0; i++)
        {
            _ = client.Send("#"u8, SocketFlags.None, out _);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Equal(1, host.Connections.Ended(LinkEnd.Idle));
        Assert.Equal(0, host.Connections.Open);
    }

    [Fact]
    public async Task Oversized_sender_is_dropped_and_others_are_not()
    {
        var host = Listen("127.0.0.1");
        using var good = await ConnectAsync(host);
        using var bad = await ConnectAsync(host);
        var noise = new byte[16_384];
        for (var i = 0; i < 64 && host.Connections.Ended(LinkEnd.Oversized) == 0; i++)
        {
            _ = bad.Send(noise, SocketFlags.None, out _);
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Until(() => host.Connections.Ended(LinkEnd.Oversized) == 1, "the flood ends");
        await good.SendAsync(Frames.Of(Frames.Segment("a34004-Rtd=1")));
        Assert.NotEmpty(await ReceiveAsync(good));
    }

    [Fact]
    public async Task Who_reads_no_answers_is_dropped()
    {
        var host = Listen(new ListenLimits { BytesPerFrame = int.MaxValue }, "127.0.0.1");
        using var client = await ConnectAsync(host);
        client.ReceiveBufferSize = 4_096;
        client.SendTimeout = 500;
        var frames = new List<byte>();
        for (var i = 0; i < 50; i++)
        {
            frames.AddRange(Frames.Of(Frames.Segment("", 2011)));
        }

        for (var i = 0; i < 4_000 && host.Connections.Ended(LinkEnd.Unread) == 0; i++)
        {
            _ = client.Send([.. frames], SocketFlags.None, out _);
        }

        Until(() => host.Connections.Ended(LinkEnd.Unread) == 1, "it is dropped");
    }

    [Fact]
    public async Task All_connections_taken_by_stations_turn_newcomers_away_and_silent_ones_give_way()
    {
        var host = Listen(new ListenLimits { GiveWayMs = 200 }, "127.0.0.1");
        var clients = new List<Socket>();
        for (var i = 0; i < 64; i++)
        {
            clients.Add(await ConnectAsync(host));
            await clients[i].SendAsync(Frames.Of(Frames.Segment("a34004-Rtd=1", qn: $"{i + 1}")));
            Assert.NotEmpty(await ReceiveAsync(clients[i]));
        }

        using var turned = await ConnectAsync(host);
        Until(() => host.Connections.Ended(LinkEnd.Refused) == 1, "the 65th is turned away");
        clients[0].Dispose();
        Until(() => host.Connections.Open == 63, "one has ended");
        using var silent = await ConnectAsync(host);
        Until(() => host.Connections.Open == 64, "a silent one is taken");
        await Task.Delay(400, TestContext.Current.CancellationToken);
        using var station = await ConnectAsync(host);
        await station.SendAsync(Frames.Of(Frames.Segment("a34004-Rtd=1", qn: "99")));
        Assert.NotEmpty(await ReceiveAsync(station));
        Assert.Equal(1, host.Connections.Ended(LinkEnd.GaveWay));
        Assert.Single(_log.All, l => l.Contains("2405", StringComparison.Ordinal));
        clients.ForEach(c => c.Dispose());
    }

    [Fact]
    public async Task Unknown_station_is_told_once_and_a_wrong_password_never_shown()
    {
        Secrets.In(_folder["secrets"]).Set("air-pw", "right1"u8);
        var host = Listen(new ListenLimits(), "127.0.0.1", passwordName: "air-pw");
        using var client = await ConnectAsync(host);
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync(Frames.Of(Frames.Segment("a34004-Rtd=1", mn: "OTHER")));
            await client.SendAsync(Frames.Of(Frames.Segment("a34004-Rtd=1", pw: "wrong1", qn: $"{i + 1}")));
        }

        await client.SendAsync(Frames.Of(Frames.Segment("a34004-Rtd=1", pw: "right1", qn: "9")));
        Assert.Contains("QN=9;ST=91;CN=9014;PW=right1;", Encoding.ASCII.GetString(await ReceiveAsync(client)), StringComparison.Ordinal);
        Assert.Equal(1, Volatile.Read(ref _readings));
        Assert.Equal((3L, 3L), (host.Statistics.Ended(Quality.WrongUnit), host.Statistics.Ended(Quality.Exception)));
        Assert.Single(_log.All, l => l.Contains(" 2410 ", StringComparison.Ordinal) && l.Contains("OTHER", StringComparison.Ordinal));
        Assert.Single(_log.All, l => l.Contains(" 2411 ", StringComparison.Ordinal));
        Assert.DoesNotContain(_log.All, l => l.Contains("right1", StringComparison.Ordinal) || l.Contains("wrong1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Missing_password_refuses_and_says_what_to_do()
    {
        var host = Listen(new ListenLimits(), "127.0.0.1", passwordName: "none");
        using var client = await ConnectAsync(host);
        await client.SendAsync(Frames.Of(Frames.Segment("a34004-Rtd=1")));
        Until(() => host.Statistics.Ended(Quality.Exception) == 1, "it is refused");
        Assert.Contains(_log.All, l => l.Contains("edgeagent secret set none", StringComparison.Ordinal));
    }

    [Fact]
    public void Address_that_is_taken_is_a_fault_that_ends_when_it_is_free()
    {
        var first = Listen("127.0.0.1");
        var second = new StationListenHost("hj212", [first.Addresses[0]], Group(""), Parts());
        _open.Add(second);
        second.Start();
        Until(() => second.Fault.Contains("in use", StringComparison.OrdinalIgnoreCase), "it cannot listen");
        Assert.False(second.IsOpen);
        first.Dispose();
        Until(() => second.IsOpen, "it listens");
    }

    [Fact]
    public void Host_that_was_not_started_is_disposed() => new StationListenHost("hj212", [new IPEndPoint(IPAddress.Loopback, 0)], Group(""), Parts()).Dispose();

    void IBusSink.Take(List<Reading> readings, List<DeviceChange> changes) => Interlocked.Add(ref _readings, readings.Count(r => r.Quality == Quality.Good));

    void IBusSink.Take(List<StationWindow> windows) => Interlocked.Add(ref _windows, windows.Count);

    void IBusSink.Take(in TimeFix fix)
    {
    }

    public void Dispose()
    {
        _open.ForEach(o => o.Dispose());
        _folder.Dispose();
    }

    private StationListenHost Listen(params string[] addresses) => Listen(new ListenLimits(), addresses);

    private StationListenHost Listen(ListenLimits limits, params string[] addresses) => Listen(limits, addresses, "");

    private StationListenHost Listen(ListenLimits limits, string address, string passwordName) => Listen(limits, [address], passwordName);

    private StationListenHost Listen(ListenLimits limits, string[] addresses, string passwordName)
    {
        var host = new StationListenHost("hj212", [.. addresses.Select(a => new IPEndPoint(IPAddress.Parse(a), 0))], Group(passwordName), Parts(), limits);
        _open.Add(host);
        host.Start();
        Until(() => host.IsOpen, "it listens");
        return host;
    }

    private Hj212Group Group(string passwordName) => new(
        [
            new Hj212Device
            {
                Name = "air", Mn = Encoding.ASCII.GetBytes(Frames.Mn), IntervalMs = 60_000, SilenceMs = 180_000, PasswordName = passwordName,
                Points = [new Hj212Point { Index = 0, Factor = Encoding.ASCII.GetBytes("a34004") }],
            },
        ],
        Hj212Edition.Edition2017, 0, 0, Secrets.In(_folder["secrets"]), _log);

    private SourceParts Parts() => new(null!, this, new ManualClock(), _log, _folder["state"], _folder["secrets"]);

    private static async Task<Socket> ConnectAsync(StationListenHost host, int address = 0)
    {
        var endPoint = host.Addresses[address];
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endPoint, TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task<byte[]> ReceiveAsync(Socket socket)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(10_000);
        var buffer = new byte[4_096];
        return buffer[..await socket.ReceiveAsync(buffer, limit.Token)];
    }

    private static void Until(Func<bool> condition, string what)
    {
        for (var waited = 0; !condition(); waited += 5)
        {
            Assert.True(waited < 15_000, what);
            Thread.Sleep(5);
        }
    }
}
