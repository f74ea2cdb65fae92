using System.IO.Compression;
using System.Net;
using EdgeAgent.Core.Status;
using EdgeAgent.Uplink.Pull;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Uplink.Http;

/// <summary>The web server: the pull API and the status page, each on addresses of its own, on one Kestrel with limits on everything.</summary>
public static class HttpHost
{
    private const int MaxConnections = 64;
    private const int HeaderTimeoutS = 10;
    private const int HandshakeTimeoutS = 10;
    private const int KeepAliveS = 70;
    private const double MinReadBytesPerS = 4_000;
    private const int MinRateGraceS = 10;

    /// <summary>Builds the server of a pull API and a status page on loopback, without sign-in and commands.</summary>
    public static WebApplication Build(
        IGatewayView view, IReadOnlyList<IPEndPoint> pull, IReadOnlyList<IPEndPoint> console, Action<IEndpointRouteBuilder> mapConsole, ILoggerProvider logs, TimeProvider time) =>
        Build(new HttpParts
        {
            View = view,
            Pull = pull.Count == 0 ? null : new Core.Config.PullConfig { Listen = pull },
            Console = console,
            MapConsole = mapConsole,
            Logs = logs,
            Time = time,
        });

    /// <summary>
    /// Builds the server. Throws <see cref="ArgumentException"/> for an address other than loopback without TLS and sign-in, and <see cref="IOException"/> for a
    /// certificate that cannot be read.
    /// </summary>
    public static WebApplication Build(HttpParts parts)
    {
        Check(parts);
        var pull = parts.Pull?.Listen ?? [];
        var log = parts.Logs.CreateLogger("http");
        var tls = parts.Pull?.Tls is { } files ? new TlsMaterial(files, parts.Time, log) : null;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddProvider(parts.Logs);
        builder.Services.AddRoutingCore();
        builder.Services.AddResponseCompression(Compress);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        if (tls is not null)
        {
            // By a factory, so that the host disposes of it.
            builder.Services.AddSingleton(_ => tls);
        }

        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            Limit(options);
            foreach (var address in pull)
            {
                options.Listen(address, listen => Secure(listen, tls, parts));
            }

            foreach (var address in parts.Console)
            {
                options.Listen(address, listen => listen.Protocols = HttpProtocols.Http1);
            }
        });
        var app = builder.Build();
        _ = app.Services.GetService<TlsMaterial>();
        Route(app, parts, pull, new SignIn(parts.Secrets, log));
        return app;
    }

    private static void Check(HttpParts parts)
    {
        if (parts.Console.FirstOrDefault(a => !IPAddress.IsLoopback(a.Address)) is { } open)
        {
            throw new ArgumentException($"{open} is not loopback");
        }

        if (parts.Pull is { } pull && pull.Listen.FirstOrDefault(a => !IPAddress.IsLoopback(a.Address)) is { } address && (pull.Tls is null || pull.Tokens.Count + pull.Clients.Count == 0))
        {
            throw new ArgumentException($"{address} is not loopback, and there is no TLS or nobody who may sign in");
        }
    }

    // One request at a time on a connection: so the number of connections bounds the number of requests.
    private static void Secure(ListenOptions listen, TlsMaterial? tls, HttpParts parts)
    {
        listen.Protocols = HttpProtocols.Http1;
        if (tls is not null)
        {
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                HandshakeTimeout = TimeSpan.FromSeconds(HandshakeTimeoutS),
                OnConnection = _ => ValueTask.FromResult(tls.OptionsFor((parts.View.Site.Pull ?? parts.Pull!).Clients.Count > 0)),
            });
        }
    }

    private static void Route(WebApplication app, HttpParts parts, IReadOnlyList<IPEndPoint> pull, SignIn signIn)
    {
        var pullPorts = pull.Select(p => p.Port).ToHashSet();
        var guard = new Guard(pull.Concat(parts.Console));
        var access = new Access(parts, signIn);
        app.UseResponseCompression();
        app.Use((context, next) => guard.InvokeAsync(context, next));
        app.UseWhen(c => pullPorts.Contains(c.Connection.LocalPort), branch => UseRoutes(
            branch,
            routes =>
            {
                new ConsumerEndpoints(parts.View).Map(routes);
                new SummaryEndpoints(parts.View, parts.Departures, parts.Time).Map(routes);
                new StatusEndpoints(parts.View).Map(routes);
                new MetricsEndpoint(parts.View).Map(routes);
                new CommandEndpoints(parts.Commands).Map(routes);
                new EvidenceEndpoints(parts.Evidence, parts.Audit).Map(routes);
                OpenApiEndpoint.Map(routes);
            },
            access));
        app.UseWhen(c => !pullPorts.Contains(c.Connection.LocalPort), branch => UseRoutes(branch, parts.MapConsole, null));
    }

    private static void UseRoutes(IApplicationBuilder branch, Action<IEndpointRouteBuilder> map, Access? access)
    {
        branch.UseRouting();
        if (access is not null)
        {
            branch.Use((context, next) => access.InvokeAsync(context, next));
        }

        branch.UseEndpoints(map);
        branch.Run(c => Problems.WriteAsync(c, 404, $"there is nothing at {(c.Request.Path.Value?.Length > 80 ? c.Request.Path.Value[..80] : c.Request.Path.Value)}"));
    }

    // Pages of summaries shrink to an eighth, and gateways often pay for their bytes. At these levels gzip packs better, so it goes first.
    // Over TLS too: an answer holds no secret beside what a stranger could choose (BREACH needs both).
    private static void Compress(ResponseCompressionOptions options)
    {
        options.EnableForHttps = true;
        options.Providers.Add(new GzipCompressionProvider(new GzipCompressionProviderOptions { Level = CompressionLevel.Fastest }));
        options.Providers.Add(new BrotliCompressionProvider(new BrotliCompressionProviderOptions { Level = CompressionLevel.Fastest }));
        options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "application/problem+json"];
    }

    private static void Limit(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxConcurrentConnections = MaxConnections;
        options.Limits.MaxRequestBodySize = RequestBody.MaxBytes;
        options.Limits.MaxRequestLineSize = 4_096;
        options.Limits.MaxRequestHeadersTotalSize = 16_384;
        options.Limits.MaxRequestHeaderCount = 50;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(HeaderTimeoutS);
        options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(KeepAliveS);
        options.Limits.MinResponseDataRate = new MinDataRate(MinReadBytesPerS, TimeSpan.FromSeconds(MinRateGraceS));
    }
}
