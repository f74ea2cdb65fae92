using System.Net;
using System.Net.Sockets;
using System.Text;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Uplink;

/// <summary>Peers that are slow, greedy or talk something else.</summary>
public sealed class HttpLimitsTests : IAsyncLifetime
{
    private const int SafetyMs = 40_000;
    private readonly IPEndPoint _address = new(IPAddress.Loopback, FakeGatewayView.FreePort());
    private readonly IPEndPoint _console = new(IPAddress.Loopback, FakeGatewayView.FreePort());
    private readonly InMemoryBuffer _buffer = new();
    private WebApplication? _app;

    public async ValueTask InitializeAsync()
    {
        _app = HttpHost.Build(new FakeGatewayView(_buffer), [_address], [_console], r => r.MapGet("/page", c => c.Response.WriteAsync("the page")), NullLoggerProvider.Instance, TimeProvider.System);
        await _app.StartAsync();
    }

    public ValueTask DisposeAsync() => _app!.DisposeAsync();

    [Fact]
    public async Task A_peer_that_dribbles_its_headers_is_cut_off_and_others_are_served()
    {
        using var slow = new TcpClient();
        await slow.ConnectAsync(_address);
        var stream = slow.GetStream();
        await stream.WriteAsync("GET /healthz HTTP/1.1\r\nHost: localhost\r\n"u8.ToArray());
        var end = ReadAllAsync(stream);
        for (var i = 0; !end.IsCompleted; i++)
        {
            Assert.InRange(i, 0, SafetyMs / 500);
            await Dribble(stream);
            await Task.WhenAny(end, Task.Delay(500));
        }

        var said = await end;
        Assert.True(said.Length == 0 || said.StartsWith("HTTP/1.1 408 ", StringComparison.Ordinal), said);
        Assert.StartsWith("HTTP/1.1 200 ", await Ask("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_status_page_has_addresses_of_its_own_and_the_same_check_of_the_host()
    {
        using var http = new HttpClient();
        Assert.Equal("the page", await http.GetStringAsync($"http://{_console}/page"));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync($"http://{_console}/v1/status")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync($"http://{_address}/page")).StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{_console}/page");
        request.Headers.Host = "evil.example";
        Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_body_that_never_comes_is_408()
    {
        await _buffer.PutConsumerAsync("city", ClassSet.All, CancellationToken.None);
        var said = await Ask("POST /v1/consumers/city/ack HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{");
        Assert.StartsWith("HTTP/1.1 408 ", said, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\x16\x03\x01\x02 not HTTP at all\r\n\r\n", "HTTP/1.1 400 ")]
    [InlineData("GET /healthz HTTP/1.1\r\n\r\n", "HTTP/1.1 400 ")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "HTTP/1.1 400 ")]
    [InlineData("BREW /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "HTTP/1.1 405 ")]
    public async Task Wrong_requests_are_answered_and_not_fatal(string request, string expected)
    {
        Assert.StartsWith(expected, await Ask(request), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 ", await Ask("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_long_a_line_and_too_many_headers_are_refused()
    {
        Assert.StartsWith("HTTP/1.1 414 ", await Ask($"GET /{new string('a', 5_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n"), StringComparison.Ordinal);
        var many = string.Concat(Enumerable.Range(0, 60).Select(i => $"X-{i}: 1\r\n"));
        Assert.StartsWith("HTTP/1.1 431 ", await Ask($"GET / HTTP/1.1\r\nHost: localhost\r\n{many}\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_connections_than_allowed_do_not_stop_the_server()
    {
        var many = new List<TcpClient>();
        for (var i = 0; i < 80; i++)
        {
            var client = new TcpClient();
            await client.ConnectAsync(_address);
            many.Add(client);
        }

        many.ForEach(c => c.Dispose());
        var said = "";
        for (var i = 0; i < 50 && !said.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal); i++)
        {
            said = await Ask("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            await Task.Delay(100);
        }

        Assert.StartsWith("HTTP/1.1 200 ", said, StringComparison.Ordinal);
    }

    private static async Task Dribble(NetworkStream stream)
    {
        try
        {
            await stream.WriteAsync("X: y\r\n"u8.ToArray().AsMemory(0, 1));
        }
        catch (IOException)
        {
            // Cut off: that is what the test waits for.
        }
    }

    private async Task<string> Ask(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_address);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request));
        return await ReadAllAsync(client.GetStream());
    }

    private static async Task<string> ReadAllAsync(NetworkStream stream)
    {
        using var limit = new CancellationTokenSource(SafetyMs);
        using var memory = new MemoryStream();
        try
        {
            await stream.CopyToAsync(memory, limit.Token);
        }
        catch (IOException)
        {
            // Reset by the server: as good an end as any.
        }

        return Encoding.Latin1.GetString(memory.ToArray());
    }
}
