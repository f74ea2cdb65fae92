using System.Net;

namespace EdgeAgent.Core.Config;

/// <summary>The pull API.</summary>
public sealed record PullConfig
{
    /// <summary>Requests a second of one caller when the site says nothing.</summary>
    public const int DefaultRate = 200;

    /// <summary>Addresses to listen on. Default `127.0.0.1:8470` and `[::1]:8470`; others than loopback only with <see cref="Tls"/> and <see cref="NeedsSignIn"/>.</summary>
    public required IReadOnlyList<IPEndPoint> Listen { get; init; }

    /// <summary>Consumers that must have a summary before it may be deleted, with their classes.</summary>
    public IReadOnlyList<string> RequiredConsumers { get; init; } = [];

    /// <summary>Most requests a second of one caller, 1..10,000; twice as many at once.</summary>
    public int RatePerS { get; init; } = DefaultRate;

    /// <summary>Certificate and key; null for plain HTTP.</summary>
    public PullTls? Tls { get; init; }

    /// <summary>Who may sign in with a bearer token.</summary>
    public IReadOnlyList<PullToken> Tokens { get; init; } = [];

    /// <summary>Who may sign in with a client certificate.</summary>
    public IReadOnlyList<PullClient> Clients { get; init; } = [];

    /// <summary>True when nobody is served without signing in: somebody is named who may, or there is an address other than loopback.</summary>
    public bool NeedsSignIn => Tokens.Count + Clients.Count > 0 || Listen.Any(a => !IPAddress.IsLoopback(a.Address));
}

/// <summary>Files of the pull API's TLS, PEM; read again when they change.</summary>
/// <param name="CertFile">The gateway's certificate and those that lead to its authority.</param>
/// <param name="KeyFile">The certificate's key, without a passphrase.</param>
/// <param name="ClientCaFile">Authorities of client certificates; empty when none are asked for.</param>
public sealed record PullTls(string CertFile, string KeyFile, string ClientCaFile);

/// <summary>Who may sign in with a bearer token.</summary>
/// <param name="Name">Its name in logs and audit.</param>
/// <param name="Secret">Name of the secret that holds the token.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Consumers">Consumers that it may use; empty for every one.</param>
public sealed record PullToken(string Name, string Secret, PullScopes Scopes, IReadOnlyList<string> Consumers);

/// <summary>Who may sign in with a client certificate.</summary>
/// <param name="Name">Its name in logs and audit.</param>
/// <param name="Subject">The certificate's subject as .NET writes it (RFC 4514 order); empty when <paramref name="Dns"/> is given.</param>
/// <param name="Dns">A DNS name among the certificate's subject alternative names; empty when <paramref name="Subject"/> is given.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Consumers">Consumers that it may use; empty for every one.</param>
public sealed record PullClient(string Name, string Subject, string Dns, PullScopes Scopes, IReadOnlyList<string> Consumers);

/// <summary>What a caller of the pull API may do.</summary>
[Flags]
public enum PullScopes : byte
{
    /// <summary>Nothing but `/healthz`.</summary>
    None = 0,

    /// <summary>Read summaries, consumers, status, points, metrics.</summary>
    Read = 1,

    /// <summary>Make, move and remove consumers.</summary>
    Ack = 2,

    /// <summary>Give commands.</summary>
    Admin = 4,

    /// <summary>List and fetch pictures that are kept as evidence.</summary>
    Evidence = 8,
}
