using System.Globalization;
using EdgeAgent.Core.Config;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Uplink.Http;

/// <summary>
/// The door of the pull API: who asks, whether it may, and not too often. Stands between routing and the endpoints, which carry the scope that they need.
/// An address that failed to sign in too often waits, and only so many failures are audited as the buffer can bear.
/// </summary>
internal sealed class Access(HttpParts parts, SignIn signIn)
{
    private const double FailuresPerS = 10 / 60.0;
    private const double FailureBurst = 10;
    private const double AuditsPerS = 1 / 60.0;
    private const double AuditBurst = 30;
    private const string AllAddresses = "*";

    private readonly RateTable _requests = new();
    private readonly RateTable _failures = new();
    private readonly RateTable _audits = new();

    private PullConfig Config => parts.View.Site.Pull ?? parts.Pull!;

    /// <summary>Lets a request pass, or answers 401, 403 or 429.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var nowMs = (long)parts.Time.GetElapsedTime(0).TotalMilliseconds;
        var address = AddressKey.Of(context.Connection.RemoteIpAddress);
        var config = Config;
        var needs = context.GetEndpoint()?.Metadata.GetMetadata<NeedsScope>()?.Scope ?? PullScopes.None;
        if (needs == PullScopes.None)
        {
            return PassAsync(context, next, address, config, nowMs);
        }

        if (config.NeedsSignIn && _failures.WaitMs(address, FailuresPerS, FailureBurst, nowMs) is > 0 and var wait)
        {
            return TooManyAsync(context, wait, "too many failed sign-ins from this address");
        }

        if (signIn.Identify(context, config, nowMs, out var fault, out var wasTried) is not { } caller)
        {
            return RefuseAsync(context, address, fault, wasTried, nowMs);
        }

        if ((caller.Scopes & needs) == 0)
        {
            return ForbidAsync(context, caller, needs);
        }

        if (caller.Consumers.Count > 0 && context.Request.RouteValues["name"] is string name && needs != PullScopes.Admin && !caller.MayUse(name))
        {
            return Problems.WriteAsync(context, 403, $"{caller.Name} may not use this consumer; expected one of {string.Join(", ", caller.Consumers)}", "foreign-consumer");
        }

        context.Features.Set(caller);
        return PassAsync(context, next, ReferenceEquals(caller, Caller.Local) ? address : caller.Name, config, nowMs);
    }

    private Task PassAsync(HttpContext context, RequestDelegate next, string key, PullConfig config, long nowMs)
    {
        var wait = _requests.Take(key, config.RatePerS, 2.0 * config.RatePerS, nowMs);
        return wait == 0 ? next(context) : TooManyAsync(context, wait, $"more than {config.RatePerS} requests a second");
    }

    private Task RefuseAsync(HttpContext context, string address, string fault, bool wasTried, long nowMs)
    {
        if (wasTried)
        {
            _ = _failures.Take(address, FailuresPerS, FailureBurst, nowMs);
            if (_audits.Take(AllAddresses, AuditsPerS, AuditBurst, nowMs) == 0)
            {
                parts.Audit(new AuditNote($"pull:{address}", "signIn", "", "refused", fault));
            }
        }

        return Problems.WriteAsync(
            context, 401, fault, authenticate: wasTried ? "Bearer realm=\"edgeagent\", error=\"invalid_token\"" : "Bearer realm=\"edgeagent\"");
    }

    private static Task ForbidAsync(HttpContext context, Caller caller, PullScopes needs)
    {
        var scope = ScopeNames.NameOf(needs);
        var detail = ReferenceEquals(caller, Caller.Local)
            ? $"the scope {scope} needs sign-in; name \"tokens\" or \"clients\" of the pull uplink in the site file"
            : $"{caller.Name} lacks the scope {scope}";
        return Problems.WriteAsync(context, 403, detail, "missing-scope", authenticate: $"Bearer realm=\"edgeagent\", error=\"insufficient_scope\", scope=\"{scope}\"");
    }

    private static Task TooManyAsync(HttpContext context, long waitMs, string why)
    {
        var seconds = (int)((waitMs + 999) / 1000);
        return Problems.WriteAsync(context, 429, string.Create(CultureInfo.InvariantCulture, $"{why}; again in {seconds} s"), retryAfterS: seconds);
    }
}
