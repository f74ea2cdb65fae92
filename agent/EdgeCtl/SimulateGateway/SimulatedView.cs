using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Status;
using EdgeAgent.Core.Time;
using EdgeAgent.Uplink.Mqtt;

namespace EdgeCtl.SimulateGateway;

/// <summary>What the pull API shows of the made-up gateway. Thread-safe.</summary>
internal sealed class SimulatedView(Site site, ISummaryBuffer buffer, IEdgeClock clock, MqttUplink? uplink) : IGatewayView
{
    /// <inheritdoc/>
    public string Version => "simulated";

    /// <inheritdoc/>
    public Site Site => site;

    /// <inheritdoc/>
    public IEdgeClock Clock => clock;

    /// <inheritdoc/>
    public long StartedNs { get; } = clock.Read().MonoNs;

    /// <inheritdoc/>
    public ISummaryBuffer Buffer => buffer;

    /// <inheritdoc/>
    public Reading Latest(int point) => default;

    /// <inheritdoc/>
    public int History(int point, Span<double> target) => 0;

    /// <inheritdoc/>
    public IReadOnlyList<BusView> Buses() => [new BusView("rs485-1", "modbus-rtu", true, "", new BusStatistics())];

    /// <inheritdoc/>
    public IReadOnlyList<UplinkView> Uplinks() => uplink is null ? [] : [uplink.View()];

    /// <inheritdoc/>
    public IReadOnlyList<DropCount> Drops() => [];
}
