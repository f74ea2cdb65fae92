using System.Net;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Commands;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Status;
using EdgeAgent.Uplink.Departing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Uplink.Http;

/// <summary>What the web server is made of.</summary>
public sealed record HttpParts
{
    /// <summary>What it shows. Tokens, clients and rate of the pull API are those of its site at each moment.</summary>
    public required IGatewayView View { get; init; }

    /// <summary>The pull API as it starts: addresses and TLS; null for none.</summary>
    public PullConfig? Pull { get; init; }

    /// <summary>Addresses of the status page, loopback alone; none for no page.</summary>
    public IReadOnlyList<IPEndPoint> Console { get; init; } = [];

    /// <summary>Adds the status page's routes.</summary>
    public Action<IEndpointRouteBuilder> MapConsole { get; init; } = static _ => { };

    /// <summary>Where tokens are; null when nobody signs in with one.</summary>
    public Secrets? Secrets { get; init; }

    /// <summary>Decides with which times summaries leave, shared with all other ways out; null: as they are stored.</summary>
    public Departures? Departures { get; init; }

    /// <summary>The command channel; null for none.</summary>
    public ICommands? Commands { get; init; }

    /// <summary>Pictures that are kept; null for none.</summary>
    public IEvidence? Evidence { get; init; }

    /// <summary>Takes what must be audited. Any thread; never waits.</summary>
    public Action<AuditNote> Audit { get; init; } = static _ => { };

    /// <summary>Where it logs.</summary>
    public required ILoggerProvider Logs { get; init; }

    /// <summary>For long polls and limits.</summary>
    public required TimeProvider Time { get; init; }
}

/// <summary>Something to be audited.</summary>
/// <param name="Actor">Who.</param>
/// <param name="Action">What, in a word.</param>
/// <param name="Target">To what.</param>
/// <param name="Outcome">`done` or `refused`.</param>
/// <param name="Detail">Why or how; never a secret.</param>
public readonly record struct AuditNote(string Actor, string Action, string Target, string Outcome, string Detail);
