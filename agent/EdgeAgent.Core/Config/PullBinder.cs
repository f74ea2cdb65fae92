using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace EdgeAgent.Core.Config;

/// <summary>Binds an uplink of kind `pull` that fits its schema, and tells what must fit together.</summary>
internal static class PullBinder
{
    /// <summary>Port of the pull API when the site names none.</summary>
    public const int Port = 8470;

    /// <summary>Binds it; faults and warnings go to <paramref name="at"/> and <paramref name="warnings"/>.</summary>
    public static PullConfig Bind(JsonElement uplink, string path, BindContext at, ListenBinder listen, List<ConfigFault> warnings)
    {
        var tls = uplink.TryGetProperty("tls", out var t) ? new PullTls(t.Text("cert", ""), t.Text("key", ""), t.Text("clientCa", "")) : null;
        var names = new HashSet<string>(StringComparer.Ordinal);
        var tokens = BindTokens(uplink, at, names);
        var clients = BindClients(uplink, at, names);
        var mayBeOpen = tls is not null && tokens.Count + clients.Count > 0;
        var config = new PullConfig
        {
            Listen = listen.Bind(uplink, path, Port, mayBeOpen ? "" : "127.0.0.1 or [::1]; other addresses need \"tls\" and \"tokens\" or \"clients\" beside it"),
            RequiredConsumers = [.. uplink.Items("required").Select(r => r.GetString()!)],
            RatePerS = uplink.Integer("rate") ?? PullConfig.DefaultRate,
            Tls = tls,
            Tokens = tokens,
            Clients = clients,
        };
        Check(config, at, warnings);
        return config;
    }

    private static void Check(PullConfig config, BindContext at, List<ConfigFault> warnings)
    {
        var hasAuthorities = config.Tls is { ClientCaFile.Length: > 0 };
        if (config.Clients.Count > 0 && !hasAuthorities)
        {
            at.At("clients").Fault("client certificates without authorities that sign them", "\"tls\" with \"clientCa\" beside it");
        }
        else if (config.Clients.Count == 0 && hasAuthorities)
        {
            warnings.Add(at.At("tls.clientCa").Note("no \"clients\" are named, so no certificate is asked for", "\"clients\" beside \"tls\""));
        }

        if (config.Tokens.Count > 0 && config.Tls is null)
        {
            warnings.Add(at.At("tokens").Note("tokens travel in the clear without \"tls\"; on loopback every process of root can read them", "\"tls\" beside it"));
        }
    }

    private static List<PullToken> BindTokens(JsonElement uplink, BindContext at, HashSet<string> names)
    {
        var tokens = new List<PullToken>();
        foreach (var token in uplink.Items("tokens"))
        {
            var place = at.At(string.Create(CultureInfo.InvariantCulture, $"tokens[{tokens.Count}]"));
            var bound = new PullToken(token.Text("name", ""), token.Text("secret", ""), ScopesOf(token), ConsumersOf(token));
            CheckName(bound.Name, names, place);
            if (tokens.Exists(o => o.Secret == bound.Secret))
            {
                place.At("secret").Fault($"\"{bound.Secret}\" is the secret of another token already", "a secret of its own for each");
            }

            tokens.Add(bound);
        }

        return tokens;
    }

    private static List<PullClient> BindClients(JsonElement uplink, BindContext at, HashSet<string> names)
    {
        var clients = new List<PullClient>();
        foreach (var client in uplink.Items("clients"))
        {
            var place = at.At(string.Create(CultureInfo.InvariantCulture, $"clients[{clients.Count}]"));
            var subject = client.Text("subject", "");
            var dns = client.Text("dns", "");
            if ((subject.Length > 0) == (dns.Length > 0))
            {
                place.Fault(subject.Length > 0 ? "\"subject\" and \"dns\" are both given" : "neither \"subject\" nor \"dns\" is given", "one of \"subject\" and \"dns\"");
            }

            var bound = new PullClient(client.Text("name", ""), subject.Length > 0 ? SubjectOf(subject, place) : "", dns, ScopesOf(client), ConsumersOf(client));
            CheckName(bound.Name, names, place);
            clients.Add(bound);
        }

        return clients;
    }

    private static void CheckName(string name, HashSet<string> names, BindContext place)
    {
        if (!names.Add(name))
        {
            place.At("name").Fault($"\"{name}\" is the name of another token or client already", "a name of its own for each");
        }
    }

    // Read back from its bytes, so that spaces and the case of attribute names make no difference.
    private static string SubjectOf(string subject, BindContext place)
    {
        try
        {
            return new X500DistinguishedName(new X500DistinguishedName(subject).RawData).Name;
        }
        catch (CryptographicException)
        {
            place.At("subject").Fault($"\"{JsonShow.Cut(subject)}\" is no distinguished name", "a text such as CN=brain, O=District");
            return "";
        }
    }

    private static PullScopes ScopesOf(JsonElement element) =>
        element.Items("scopes").Aggregate(PullScopes.None, (all, s) => all | (s.GetString() switch { "read" => PullScopes.Read, "ack" => PullScopes.Ack, "evidence" => PullScopes.Evidence, _ => PullScopes.Admin }));

    private static List<string> ConsumersOf(JsonElement element) => [.. element.Items("consumers").Select(c => c.GetString()!)];
}
