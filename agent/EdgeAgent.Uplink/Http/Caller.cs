using EdgeAgent.Core.Config;

namespace EdgeAgent.Uplink.Http;

/// <summary>Who sent a request.</summary>
/// <param name="Name">For audit and limits: `token:NAME`, `cert:NAME` or `local`.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Consumers">Consumers that it may use; empty for every one.</param>
internal sealed record Caller(string Name, PullScopes Scopes, IReadOnlyList<string> Consumers)
{
    /// <summary>Whoever reaches loopback while the site names nobody who signs in. Commands are for those alone who do.</summary>
    public static Caller Local { get; } = new("local", PullScopes.Read | PullScopes.Ack, []);

    /// <summary>True when it may use the consumer.</summary>
    public bool MayUse(string consumer) => Consumers.Count == 0 || Consumers.Contains(consumer, StringComparer.Ordinal);
}

/// <summary>On an endpoint: the scope that a caller needs.</summary>
/// <param name="Scope">One scope, or none for everybody.</param>
internal sealed record NeedsScope(PullScopes Scope);

/// <summary>Names of scopes.</summary>
internal static class ScopeNames
{
    /// <summary>Name of one scope.</summary>
    public static string NameOf(PullScopes scope) => scope switch { PullScopes.Read => "read", PullScopes.Ack => "ack", PullScopes.Evidence => "evidence", _ => "admin" };
}
