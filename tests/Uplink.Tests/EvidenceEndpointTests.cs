using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using EdgeAgent.Core.Config;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace EdgeAgent.Tests.Uplink;

/// <summary>Who may fetch pictures, and that each access is told.</summary>
public sealed class EvidenceEndpointTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly IPEndPoint _address = new(IPAddress.Loopback, FakeGatewayView.FreePort());
    private readonly ConcurrentQueue<AuditNote> _notes = new();
    private WebApplication? _app;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder["secrets"]);
        foreach (var name in (string[])["law", "boss"])
        {
            await File.WriteAllTextAsync(_folder[$"secrets/{name}"], TokenOf(name));
            File.SetUnixFileMode(_folder[$"secrets/{name}"], UnixFileMode.UserRead);
        }

        _app = Build(new PullConfig
        {
            Listen = [_address],
            Tokens = [new PullToken("law", "law", PullScopes.Evidence, []), new PullToken("boss", "boss", PullScopes.Read | PullScopes.Ack | PullScopes.Admin, [])],
        });
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Who_has_the_scope_gets_list_and_picture_and_each_access_is_audited()
    {
        using var law = Client("law");
        Assert.Contains("\"camera\":\"lane\",\"point\":\"yard.loitering\"", await law.GetStringAsync("/v1/evidence"), StringComparison.Ordinal);
        var answer = await law.GetAsync("/v1/evidence/7");
        Assert.Equal(("image/jpeg", "no-store"), (answer.Content.Headers.ContentType?.MediaType, answer.Headers.CacheControl?.ToString()));
        Assert.Equal(FakeEvidence.Picture, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await law.GetAsync("/v1/evidence/8")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await law.GetAsync("/v1/evidence/..%2f..%2fsecrets%2flaw")).StatusCode);
        Assert.Equal(
            [("", "done"), ("7", "done"), ("8", "refused"), ("", "refused")],
            _notes.Select(n => (n.Target, n.Outcome)));
        Assert.All(_notes, n => Assert.Equal(("pull:token:law", "evidence"), (n.Actor, n.Action)));
    }

    [Fact]
    public async Task All_other_scopes_together_are_not_enough()
    {
        using var boss = Client("boss");
        foreach (var url in (string[])["/v1/evidence", "/v1/evidence/7"])
        {
            var answer = await boss.GetAsync(url);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Contains("lacks the scope evidence", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Empty(_notes);
    }

    [Fact]
    public async Task Whoever_is_on_loopback_without_sign_in_sees_no_picture()
    {
        var address = new IPEndPoint(IPAddress.Loopback, FakeGatewayView.FreePort());
        await using var app = Build(new PullConfig { Listen = [address] });
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://{address}") };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/v1/status")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync("/v1/evidence")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync("/v1/evidence/7")).StatusCode);
    }

    private static string TokenOf(string name) => name.PadRight(40, 'x');

    private HttpClient Client(string name) => new() { BaseAddress = new Uri($"http://{_address}"), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", TokenOf(name)) } };

    private WebApplication Build(PullConfig pull) => HttpHost.Build(new HttpParts
    {
        View = new FakeGatewayView(new InMemoryBuffer()),
        Pull = pull,
        Secrets = new Secrets(_folder["secrets"], null),
        Evidence = new FakeEvidence(),
        Audit = _notes.Enqueue,
        Logs = NullLoggerProvider.Instance,
        Time = TimeProvider.System,
    });
}
