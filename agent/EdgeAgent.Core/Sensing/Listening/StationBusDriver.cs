using EdgeAgent.Core.Points;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Sensing.Listening;

/// <summary>A group of stations on one serial line: see <see cref="IBusDriver"/>.</summary>
public sealed class StationBusDriver : IBusDriver
{
    private readonly StationGroup _group;
    private readonly IStationLink _link;

    /// <summary>Makes the driver of a group that is reached by <paramref name="port"/> alone.</summary>
    public StationBusDriver(StationGroup group, string port)
    {
        _group = group;
        _link = group.Connect(port);
    }

    /// <inheritdoc/>
    public BusStatistics Statistics => _group.Statistics;

    /// <inheritdoc/>
    public void Step(BusInput input, ReadOnlySpan<byte> bytes, in Now now, BusOutput output)
    {
        _group.Watch.Reason = input switch
        {
            BusInput.Closed => Quality.PortGone,
            BusInput.Opened => Quality.Timeout,
            _ => _group.Watch.Reason,
        };
        _link.Step(input, bytes, now, output);
        _group.Step(now, output);
    }
}
