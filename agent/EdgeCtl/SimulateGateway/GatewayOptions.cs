using System.Net;

namespace EdgeCtl.SimulateGateway;

/// <summary>What a person asked `edgectl simulate --gateway` for, checked.</summary>
internal sealed record GatewayOptions
{
    /// <summary>Where the pull API listens.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>The gateway's id.</summary>
    public string Id { get; init; } = "simulated-1";

    /// <summary>Broker to push to, `mqtt://host:port`; null for none.</summary>
    public Uri? Mqtt { get; init; }

    /// <summary>Summaries made in a second, 1..100,000.</summary>
    public int RatePerS { get; init; } = 10;

    /// <summary>Summaries that are there from the start.</summary>
    public int Backlog { get; init; }

    /// <summary>A new epoch begins after so many summaries; 0 for on SIGHUP alone.</summary>
    public int NewEpochEvery { get; init; }

    /// <summary>Same seed, same summaries.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>When the made-up time begins, UTC ms, on a full minute.</summary>
    public required long StartMs { get; init; }

    /// <summary>Folder of the buffer, kept; null for a temporary one.</summary>
    public string? DataPath { get; init; }

    /// <summary>Most that the buffer may take on disk, bytes.</summary>
    public long BudgetBytes { get; init; } = 64 << 20;

    /// <summary>Ends by itself after so long, s; 0 for never.</summary>
    public int Seconds { get; init; }

    /// <summary>True for statistics as JSON lines.</summary>
    public bool Json { get; init; }
}
