using System.Net;
using EdgeAgent.Core.Config;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Uplink;

/// <summary>The pull API on a port of its own, over a buffer in memory.</summary>
public abstract class PullTestBase : IAsyncLifetime
{
    protected InMemoryBuffer Buffer { get; } = new();
    protected HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(60) };
    private WebApplication? _app;

    public async ValueTask InitializeAsync()
    {
        var address = new IPEndPoint(IPAddress.Loopback, FakeGatewayView.FreePort());
        _app = HttpHost.Build(new HttpParts
        {
            View = new FakeGatewayView(Buffer),
            Pull = new PullConfig { Listen = [address], RatePerS = 10_000 },
            Logs = NullLoggerProvider.Instance,
            Time = TimeProvider.System,
        });
        await _app.StartAsync();
        Http.BaseAddress = new Uri($"http://{address}");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app!.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
