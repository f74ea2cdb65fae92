using System.Security.Cryptography.X509Certificates;
using EdgeAgent.Core.Config;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Uplink.Http;

/// <summary>Finds out who sent a request: by a client certificate that TLS has verified, else by a bearer token (RFC 6750, 2.1). Thread-safe.</summary>
internal sealed class SignIn(Secrets? secrets, ILogger log)
{
    private const string Bearer = "Bearer ";
    private readonly TokenStore _tokens = new(secrets, log);

    /// <summary>The caller, or null with why not; <paramref name="wasTried"/> is true when something wrong was presented rather than nothing.</summary>
    public Caller? Identify(HttpContext context, PullConfig config, long nowMs, out string fault, out bool wasTried)
    {
        fault = "";
        wasTried = false;
        if (!config.NeedsSignIn)
        {
            return Caller.Local;
        }

        var certificate = context.Connection.ClientCertificate;
        if (certificate is not null && config.Clients.FirstOrDefault(c => IsOf(c, certificate)) is { } client)
        {
            return new Caller($"cert:{client.Name}", client.Scopes, client.Consumers);
        }

        var header = context.Request.Headers.Authorization;
        if (header.Count == 0)
        {
            wasTried = certificate is not null;
            fault = certificate is not null ? "the client certificate is nobody's that the site names" : "nobody is signed in; expected Authorization: Bearer TOKEN or a client certificate";
            return null;
        }

        wasTried = true;
        var text = header.Count == 1 ? header[0]! : "";
        if (!text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            fault = "the Authorization header is not of the scheme Bearer; expected Authorization: Bearer TOKEN";
            return null;
        }

        if (_tokens.Find(text[Bearer.Length..].Trim(), config.Tokens, nowMs) is { } token)
        {
            return new Caller($"token:{token.Name}", token.Scopes, token.Consumers);
        }

        fault = "the token is nobody's";
        return null;
    }

    private static bool IsOf(PullClient client, X509Certificate2 certificate) => client.Subject.Length > 0
        ? certificate.SubjectName.Name == client.Subject
        : certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Any(s => s.EnumerateDnsNames().Contains(client.Dns, StringComparer.OrdinalIgnoreCase));
}
