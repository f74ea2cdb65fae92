using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using EdgeAgent.Core.Config;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Http;
using Microsoft.AspNetCore.Builder;

namespace EdgeAgent.Tests.Uplink;

/// <summary>The pull API over TLS with tokens and client certificates, on every address of the machine.</summary>
internal sealed class SecureHost : IAsyncDisposable
{
    public const string ReadToken = "read-0123456789abcdef0123456789abcdef";
    public const string AdminToken = "admin-0123456789abcdef0123456789abcdef";

    private WebApplication? _app;

    public TempFolder Folder { get; } = new();
    public TestAuthority Authority { get; } = new("District CA");
    public InMemoryBuffer Buffer { get; } = new();
    public FakeCommands Commands { get; } = new();
    public LogLines Logs { get; } = new();
    public ConcurrentQueue<AuditNote> Audited { get; } = new();
    public IPEndPoint Address { get; } = new(IPAddress.Any, FakeGatewayView.FreePort());
    public FakeGatewayView View { get; private set; } = null!;

    /// <summary>Starts it; <paramref name="change"/> alters the configuration.</summary>
    public static async Task<SecureHost> StartAsync(Func<PullConfig, PullConfig>? change = null)
    {
        var host = new SecureHost();
        host.WriteServer(days: 90);
        File.WriteAllText(host.Folder["ca.pem"], host.Authority.Pem);
        host.WriteSecret("read", ReadToken);
        host.WriteSecret("admin", AdminToken);
        var config = new PullConfig
        {
            Listen = [host.Address],
            Tls = new PullTls(host.Folder["cert.pem"], host.Folder["key.pem"], host.Folder["ca.pem"]),
            Tokens =
            [
                new PullToken("reader", "read", PullScopes.Read, ["city"]),
                new PullToken("boss", "admin", PullScopes.Read | PullScopes.Ack | PullScopes.Admin, []),
            ],
            Clients =
            [
                new PullClient("brain", "", "brain.example", PullScopes.Read | PullScopes.Ack, []),
                new PullClient("named", "CN=named, O=District", "", PullScopes.Read, []),
            ],
        };
        config = change?.Invoke(config) ?? config;
        host.View = new FakeGatewayView(host.Buffer);
        host.View.Site = host.View.Site with { Pull = config };
        host._app = HttpHost.Build(new HttpParts
        {
            View = host.View,
            Pull = config,
            Secrets = new Secrets(host.Folder["secrets"], null),
            Commands = host.Commands,
            Audit = host.Audited.Enqueue,
            Logs = host.Logs,
            Time = TimeProvider.System,
        });
        await host._app.StartAsync();
        return host;
    }

    /// <summary>Writes another certificate for the server.</summary>
    public void WriteServer(int days)
    {
        var (cert, key) = Authority.Server("gateway.example", days);
        File.WriteAllText(Folder["key.pem"], key);
        File.WriteAllText(Folder["cert.pem"], cert);
    }

    /// <summary>Writes a secret as the agent wants it.</summary>
    public void WriteSecret(string name, string value)
    {
        Directory.CreateDirectory(Folder["secrets"]);
        File.WriteAllText(Folder[$"secrets/{name}"], value);
        File.SetUnixFileMode(Folder[$"secrets/{name}"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>A client that trusts the authority, with a token and a certificate or without.</summary>
    public HttpClient Client(string? token = null, (string Cert, string Key)? certificate = null, Action<X509Certificate2>? seen = null)
    {
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, server, _, _) =>
        {
            var leaf = X509CertificateLoader.LoadCertificate(server!.Export(X509ContentType.Cert));
            seen?.Invoke(leaf);
            using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
            chain.ChainPolicy.CustomTrustStore.Add(Authority.Certificate);
            return chain.Build(leaf);
        };
        if (certificate is { } pair)
        {
            handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPem(pair.Cert, pair.Key)];
        }

        var client = new HttpClient(handler) { BaseAddress = new Uri($"https://127.0.0.1:{Address.Port}"), Timeout = TimeSpan.FromSeconds(60) };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.DisposeAsync();
        Authority.Dispose();
        Folder.Dispose();
    }
}
