using System.Security.Cryptography;
using System.Text;
using EdgeAgent.Core.Config;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Uplink.Http;

/// <summary>
/// Knows the bearer tokens. Only digests are kept; each presented token is compared with every one of them in constant time. Secrets are read again every two
/// seconds at most, so a token is changed without a restart. Thread-safe.
/// </summary>
internal sealed class TokenStore(Secrets? secrets, ILogger log)
{
    private const long ReadAgainMs = 2_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);
    private IReadOnlyList<PullToken>? _of;
    private List<(PullToken Token, byte[] Digest)> _digests = [];
    private long _readMs;

    /// <summary>Whose token it is; null for nobody's.</summary>
    /// <param name="presented">What the caller sent.</param>
    /// <param name="tokens">Who may sign in.</param>
    /// <param name="nowMs">Monotonic time, ms.</param>
    public PullToken? Find(string presented, IReadOnlyList<PullToken> tokens, long nowMs)
    {
        if (presented.Length is < TokenSecret.MinLength or > TokenSecret.MaxLength)
        {
            return null;
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(presented), digest);
        PullToken? found = null;
        foreach (var (token, good) in Current(tokens, nowMs))
        {
            // No early end: the time tells nothing of which token was near.
            if (CryptographicOperations.FixedTimeEquals(good, digest))
            {
                found = token;
            }
        }

        return found;
    }

    private List<(PullToken Token, byte[] Digest)> Current(IReadOnlyList<PullToken> tokens, long nowMs)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_of, tokens) || nowMs - _readMs >= ReadAgainMs)
            {
                _digests = [.. tokens.SelectMany(Read)];
                _of = tokens;
                _readMs = nowMs;
            }

            return _digests;
        }
    }

    private IEnumerable<(PullToken Token, byte[] Digest)> Read(PullToken token)
    {
        var found = secrets?.Find(token.Secret) ?? new SecretFound(null, "", "there is no folder of secrets");
        var fault = found.Value is null ? found.Fault : TokenSecret.FaultOf(found.Value);
        if ((fault ?? "") != _told.GetValueOrDefault(token.Name, ""))
        {
            _told[token.Name] = fault ?? "";
            if (fault is not null)
            {
                Log.TokenUnusable(log, token.Name, token.Secret, fault);
            }
        }

        return fault is null ? TokenSecret.Lines(found.Value!).Select(l => (token, SHA256.HashData(Encoding.UTF8.GetBytes(l)))) : [];
    }
}
