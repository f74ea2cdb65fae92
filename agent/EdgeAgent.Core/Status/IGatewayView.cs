using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Status;

/// <summary>What the running gateway shows of itself: to the pull API, the status page, metrics and health summaries. Thread-safe.</summary>
public interface IGatewayView
{
    /// <summary>The agent's version.</summary>
    string Version { get; }

    /// <summary>The site that runs now; another one after a reload.</summary>
    Site Site { get; }

    /// <summary>The clock.</summary>
    IEdgeClock Clock { get; }

    /// <summary>When the agent started, CLOCK_BOOTTIME ns.</summary>
    long StartedNs { get; }

    /// <summary>The buffer.</summary>
    ISummaryBuffer Buffer { get; }

    /// <summary>The newest reading of each point of <see cref="Site"/>, by index; the default reading (point 0, MonoNs 0) for one never read.</summary>
    Reading Latest(int point);

    /// <summary>Copies up to <paramref name="target"/>'s length of a point's newest good values, oldest first, for a sparkline; answers how many. None for a personal point.</summary>
    int History(int point, Span<double> target);

    /// <summary>Ports and their counts.</summary>
    IReadOnlyList<BusView> Buses();

    /// <summary>Push uplinks.</summary>
    IReadOnlyList<UplinkView> Uplinks();

    /// <summary>What was dropped on the data path since start, by place and reason, e.g. `readings/channelFull`.</summary>
    IReadOnlyList<DropCount> Drops();
}

/// <summary>A bus as it stands.</summary>
/// <param name="Port">Name in the profile.</param>
/// <param name="Kind">Kind of source.</param>
/// <param name="Open">True when the port is open.</param>
/// <param name="Fault">Why not; empty when open.</param>
/// <param name="Statistics">Its counts.</param>
public sealed record BusView(string Port, string Kind, bool Open, string Fault, BusStatistics Statistics);

/// <summary>A push uplink as it stands.</summary>
/// <param name="Name">Its consumer's name.</param>
/// <param name="Server">Broker in use, without credentials; empty when none.</param>
/// <param name="Connected">True between CONNACK and loss.</param>
/// <param name="InFlight">Messages sent and not yet acknowledged.</param>
/// <param name="Acknowledged">Messages acknowledged since start.</param>
/// <param name="Fault">Last failure, or empty.</param>
public sealed record UplinkView(string Name, string Server, bool Connected, int InFlight, long Acknowledged, string Fault);

/// <summary>A count of what was dropped.</summary>
/// <param name="Place">Where on the data path.</param>
/// <param name="Reason">Why.</param>
/// <param name="Count">How many since start.</param>
public sealed record DropCount(string Place, string Reason, long Count);
