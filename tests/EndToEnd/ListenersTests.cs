using System.Net;
using EdgeAgent.Console;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.EndToEnd;

/// <summary>The two listeners of one server: each answers its own addresses alone, and only to loopback names.</summary>
public sealed class ListenersTests : IAsyncLifetime
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private WebApplication? _app;
    private int _pullPort;

    public async ValueTask InitializeAsync()
    {
        var view = new FakeGatewayView(new InMemoryBuffer());
        var address = new IPEndPoint(IPAddress.Loopback, FakeGatewayView.FreePort());
        _pullPort = FakeGatewayView.FreePort();
        _app = HttpHost.Build(view, [new IPEndPoint(IPAddress.Loopback, _pullPort)], [address], new ConsolePage(view).Map, NullLoggerProvider.Instance, TimeProvider.System);
        await _app.StartAsync();
        _http.BaseAddress = new Uri($"http://{address}");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app!.DisposeAsync();
    }

    [Fact]
    public async Task A_foreign_host_name_is_refused_and_so_is_what_is_not_there()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/view");
        request.Headers.Host = "evil.example";
        Assert.Equal(HttpStatusCode.Forbidden, (await _http.SendAsync(request)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync("/page.html")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync("/v1/status")).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _http.PostAsync("/api/view", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync(new Uri($"http://127.0.0.1:{_pullPort}/api/view"))).StatusCode);
    }
}
