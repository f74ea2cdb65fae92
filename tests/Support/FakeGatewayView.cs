using System.Net;
using System.Net.Sockets;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Status;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Tests.Support;

/// <summary>A gateway with one public and one personal point, for tests of what shows it.</summary>
public sealed class FakeGatewayView(ISummaryBuffer buffer) : IGatewayView
{
    /// <inheritdoc/>
    public string Version => "1.2.3";

    /// <inheritdoc/>
    public Site Site { get; set; } = NewSite();

    /// <inheritdoc/>
    public IEdgeClock Clock { get; } = new EdgeClock();

    /// <inheritdoc/>
    public long StartedNs => 1;

    /// <inheritdoc/>
    public ISummaryBuffer Buffer => buffer;

    /// <inheritdoc/>
    public Reading Latest(int point) => new(point, Quality.Good, 4711.5 + point, 1_000_000);

    /// <inheritdoc/>
    public int History(int point, Span<double> target)
    {
        if (Site.Table.Points[point].Grade == Grade.Personal)
        {
            return 0;
        }

        target[0] = 1;
        return 1;
    }

    /// <inheritdoc/>
    public IReadOnlyList<BusView> Buses() =>
        [new("rs485-1", "modbus-rtu", true, "", new BusStatistics()), new("rs485-2", "modbus-rtu", false, "no such device", new BusStatistics())];

    /// <inheritdoc/>
    public IReadOnlyList<UplinkView> Uplinks() => [new("mqtt", "mqtt://127.0.0.1:1", false, 0, 7, "refused")];

    /// <inheritdoc/>
    public IReadOnlyList<DropCount> Drops() => [new("readings", "channelFull", 3)];

    /// <summary>A site called gw-1 in district pudong.</summary>
    public static Site NewSite() => new()
    {
        Gateway = new GatewayConfig { Id = "gw-1", District = "pudong", Label = "\u6cf5\u623f" },
        Profile = new Profile { Name = "test", Arch = "linux-x64", Cores = 1, MemoryBytes = 1 },
        Table = new PointTable(
            [
                new PointDescriptor { Name = "pump/level", Unit = "m", PollMs = 1000, Grade = Grade.Public },
                new PointDescriptor { Name = "door/badge", PollMs = 1000, Grade = Grade.Personal },
            ],
            []),
        Sources = [],
        Hash = "00",
    };

    /// <summary>Summaries of a class with a small JSON body each.</summary>
    public static Summary[] Summaries(SummaryClass summaryClass, int count) => [.. Enumerable.Range(0, count).Select(i => new Summary
    {
        Type = SummaryType.Event,
        Class = summaryClass,
        Subject = "pump/level",
        Made = new Stamp(1_700_000_000_000 + i, 1, i, ClockQuality.Ntp),
        Data = new JsonData("{}"u8.ToArray()),
    })];

    /// <summary>A loopback port that was free a moment ago.</summary>
    public static int FreePort(IPAddress? address = null)
    {
        using var listener = new TcpListener(address ?? IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
