using System.IO.Compression;
using System.Net;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Status;
using EdgeAgent.Uplink.Pull;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Uplink.Http;

/// <summary>The web server: the pull API and the status page, each on addresses of its own, on one Kestrel with limits on everything.</summary>
public static class HttpHost
{
    private const int MaxConnections = 64;
    private const int HeaderTimeoutS = 10;
    private const int KeepAliveS = 70;

    /// <summary>
    /// Builds the server. Throws <see cref="ArgumentException"/> for an address that is not loopback: without TLS and sign-in nothing else may listen.
    /// </summary>
    /// <param name="view">What it shows.</param>
    /// <param name="pull">Addresses of the pull API; null for none.</param>
    /// <param name="console">Addresses of the status page; null for none.</param>
    /// <param name="mapConsole">Adds the status page's routes.</param>
    /// <param name="logs">Where it logs.</param>
    /// <param name="time">For long polls.</param>
    public static WebApplication Build(
        IGatewayView view, IReadOnlyList<IPEndPoint> pull, IReadOnlyList<IPEndPoint> console, Action<IEndpointRouteBuilder> mapConsole, ILoggerProvider logs, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddProvider(logs);
        builder.Services.AddRoutingCore();
        builder.Services.AddResponseCompression(Compress);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            Limit(options);
            foreach (var address in pull.Concat(console))
            {
                if (!IPAddress.IsLoopback(address.Address))
                {
                    throw new ArgumentException($"{address} is not loopback");
                }

                options.Listen(address);
            }
        });
        var app = builder.Build();
        var pullPorts = pull.Select(p => p.Port).ToHashSet();
        app.UseResponseCompression();
        app.Use((context, next) => GuardAsync(context, next));
        app.UseWhen(c => pullPorts.Contains(c.Connection.LocalPort), branch => UseRoutes(branch, routes =>
        {
            new PullEndpoints(view, time).Map(routes);
            new StatusEndpoints(view).Map(routes);
            new MetricsEndpoint(view).Map(routes);
        }));
        app.UseWhen(c => !pullPorts.Contains(c.Connection.LocalPort), branch => UseRoutes(branch, mapConsole));
        return app;
    }

    private static void UseRoutes(IApplicationBuilder branch, Action<IEndpointRouteBuilder> map)
    {
        branch.UseRouting();
        branch.UseEndpoints(map);
        branch.Run(c => Problems.WriteAsync(c, 404, $"there is nothing at {(c.Request.Path.Value?.Length > 80 ? c.Request.Path.Value[..80] : c.Request.Path.Value)}"));
    }

    // The last word on errors: whatever a handler let through becomes a problem, and an empty 4xx of the server's own gets a body.
    private static async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        if (!IsLoopbackName(context.Request.Host.Host))
        {
            await Problems.WriteAsync(context, 403, "the Host is not a loopback name; expected localhost, 127.0.0.1 or [::1]").ConfigureAwait(false);
            return;
        }

        try
        {
            await next(context).ConfigureAwait(false);
            if (context.Response.StatusCode is 405 or 404 && !context.Response.HasStarted)
            {
                await Problems.WriteAsync(context, context.Response.StatusCode, $"{context.Request.Method} is not for this address").ConfigureAwait(false);
            }
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException e)
        {
            await Problems.WriteAsync(context, e.StatusCode, e.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The reader went away.
        }
    }

    // A name that a web page chose to resolve to loopback is not ours (DNS rebinding).
    private static bool IsLoopbackName(string host) =>
        host.Length == 0 || host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    // Pages of summaries shrink to an eighth, and gateways often pay for their bytes. At these levels gzip packs better, so it goes first.
    private static void Compress(ResponseCompressionOptions options)
    {
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
    }
}
