using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using EdgeAgent.Core.Config;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Uplink;

/// <summary>A server on loopback with three tokens, each answer of which is compared with the document.</summary>
internal sealed class OpenApiRun : IAsyncDisposable
{
    public static readonly string All = new('a', 40);
    public static readonly string Reader = new('r', 40);
    public static readonly string Acker = new('k', 40);

    private readonly TempFolder _folder = new();
    private readonly IPEndPoint _address = new(IPAddress.Loopback, FakeGatewayView.FreePort());
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(90) };
    private WebApplication? _app;

    public InMemoryBuffer Buffer { get; } = new();
    public FakeCommands Commands { get; } = new();
    public FakeEvidence Evidence { get; } = new();
    public OpenApiDocument Document { get; private set; } = null!;
    public HashSet<(string Path, string Method, int Status)> Seen { get; } = [];

    public static async Task<OpenApiRun> StartAsync(int ratePerS)
    {
        var run = new OpenApiRun();
        Directory.CreateDirectory(run._folder["secrets"]);
        foreach (var (name, token) in new[] { ("all", All), ("reader", Reader), ("acker", Acker) })
        {
            await File.WriteAllTextAsync(run._folder[$"secrets/{name}"], token);
            File.SetUnixFileMode(run._folder[$"secrets/{name}"], UnixFileMode.UserRead);
        }

        var view = new FakeGatewayView(run.Buffer);
        var pull = new PullConfig
        {
            Listen = [run._address],
            RatePerS = ratePerS,
            Tokens =
            [
                new PullToken("all", "all", PullScopes.Read | PullScopes.Ack | PullScopes.Admin | PullScopes.Evidence, []),
                new PullToken("reader", "reader", PullScopes.Read, []),
                new PullToken("acker", "acker", PullScopes.Ack, []),
            ],
        };
        run._app = HttpHost.Build(new HttpParts
        {
            View = view, Pull = pull, Secrets = new Secrets(run._folder["secrets"], null), Commands = run.Commands, Evidence = run.Evidence, Logs = NullLoggerProvider.Instance, Time = TimeProvider.System,
        });
        await run._app.StartAsync();
        run._http.BaseAddress = new Uri($"http://{run._address}");
        return run;
    }

    /// <summary>Fetches the document itself.</summary>
    public async Task LoadAsync()
    {
        using var request = Request("GET", "/v1/openapi.json", All, null);
        using var answer = await _http.SendAsync(request);
        Document = new OpenApiDocument(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Routes of the server: pattern, method, scope.</summary>
    public IEnumerable<(string Path, string Method, string Scope)> Routes() =>
        from endpoint in _app!.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
        let scope = endpoint.Metadata.GetMetadata<NeedsScope>()!.Scope
        select (endpoint.RoutePattern.RawText!, method, scope == PullScopes.None ? "" : ScopeNames.NameOf(scope));

    /// <summary>Sends a request and compares the answer; its status.</summary>
    public async Task<(int Status, string Body, string? Tag)> SendAsync(
        string method, string path, string? token, string? body = null, string name = "", string query = "", string? tag = null, string? host = null, string type = "application/json", CancellationToken cancel = default)
    {
        using var request = Request(method, path.Replace("{name}", name, StringComparison.Ordinal).Replace("{number}", name, StringComparison.Ordinal) + query, token, body, type);
        if (tag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }

        request.Headers.Host = host;
        using var answer = await _http.SendAsync(request, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        var status = (int)answer.StatusCode;
        Document.Check(path, method, status, answer.Content.Headers.ContentType?.MediaType, text, h => answer.Headers.Contains(h) || answer.Content.Headers.Contains(h));
        Seen.Add((path, method, status));
        return (status, text, answer.Headers.ETag?.ToString());
    }

    /// <summary>Says that a body comes, and sends none of it.</summary>
    public async Task StarveAsync(string method, string path, string name)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_address);
        var head = $"{method} {path.Replace("{name}", name, StringComparison.Ordinal)} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {All}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{{";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
        using var limit = new CancellationTokenSource(40_000);
        using var memory = new MemoryStream();
        await client.GetStream().CopyToAsync(memory, limit.Token);
        var said = Encoding.UTF8.GetString(memory.ToArray());
        var status = int.Parse(said.Split(' ')[1]);
        var (headers, chunked) = (said[..said.IndexOf("\r\n\r\n", StringComparison.Ordinal)], said[(said.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        var json = chunked[chunked.IndexOf('{', StringComparison.Ordinal)..(chunked.LastIndexOf('}') + 1)];
        Document.Check(path, method, status, "application/problem+json", json, h => headers.Contains($"{h}:", StringComparison.OrdinalIgnoreCase));
        Seen.Add((path, method, status));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app!.DisposeAsync();
        _folder.Dispose();
    }

    private static HttpRequestMessage Request(string method, string url, string? token, string? body, string type = "application/json")
    {
        var request = new HttpRequestMessage(new HttpMethod(method), url);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, type);
        }

        return request;
    }
}
