using System.Net;
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
        _app = HttpHost.Build(new FakeGatewayView(Buffer), [address], [], _ => { }, NullLoggerProvider.Instance, TimeProvider.System);
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
