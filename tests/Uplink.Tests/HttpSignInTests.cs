using System.Net;
using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Uplink;

/// <summary>Who is let in to the pull API, over real TLS.</summary>
public sealed class HttpSignInTests
{
    private const int SafetyMs = 30_000;

    [Fact]
    public async Task Without_a_token_nothing_but_health_is_told_and_that_without_details()
    {
        await using var host = await SecureHost.StartAsync();
        using var http = host.Client();
        var answer = await http.GetAsync("/v1/status");
        Assert.Equal("Bearer realm=\"edgeagent\"", answer.Headers.WwwAuthenticate.ToString());
        await IsProblem(answer, 401, "sign-in", "nobody is signed in");
        Assert.Equal("{\"status\":\"degraded\"}", await http.GetStringAsync("/healthz"));
        Assert.Empty(host.Audited);
    }

    [Fact]
    public async Task A_wrong_token_is_refused_audited_and_never_written_anywhere()
    {
        await using var host = await SecureHost.StartAsync();
        var wrong = SecureHost.ReadToken + "x";
        using var http = host.Client(wrong);
        var answer = await http.GetAsync("/v1/summaries");
        Assert.Contains("error=\"invalid_token\"", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        await IsProblem(answer, 401, "sign-in", "nobody's");
        var note = Assert.Single(host.Audited);
        Assert.Equal(("pull:127.0.0.1", "signIn", "refused"), (note.Actor, note.Action, note.Outcome));
        Assert.DoesNotContain(host.Logs.All.Concat(host.Audited.Select(a => a.ToString())), l => l.Contains(SecureHost.ReadToken[5..], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Basic cmVhZGVyOnNlY3JldA==")]
    [InlineData("Bearer")]
    [InlineData("Bearer short")]
    public async Task Another_scheme_and_no_token_at_all_are_refused(string header)
    {
        await using var host = await SecureHost.StartAsync();
        using var http = host.Client();
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
        await IsProblem(await http.GetAsync("/v1/status"), 401, "sign-in", "");
    }

    [Fact]
    public async Task Each_scope_opens_its_own_doors_alone()
    {
        await using var host = await SecureHost.StartAsync();
        using var reader = host.Client(SecureHost.ReadToken);
        using var boss = host.Client(SecureHost.AdminToken);
        Assert.Equal(HttpStatusCode.Created, (await boss.PutAsync("/v1/consumers/city", Body("{\"classes\":[\"alarm\"]}"))).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await boss.PutAsync("/v1/consumers/other", Body("{\"classes\":[\"alarm\"]}"))).StatusCode);
        foreach (var url in (string[])["/v1/status", "/v1/points", "/metrics", "/v1/summaries", "/v1/consumers/city", "/v1/consumers/city/summaries", "/v1/openapi.json"])
        {
            Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync(url)).StatusCode);
        }

        var forbidden = await reader.PutAsync("/v1/consumers/city", Body("{\"classes\":[\"alarm\"]}"));
        Assert.Contains("scope=\"ack\"", forbidden.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        await IsProblem(forbidden, 403, "missing-scope", "lacks the scope ack");
        await IsProblem(await reader.DeleteAsync("/v1/consumers/city"), 403, "missing-scope", "ack");
        await IsProblem(await reader.PostAsync("/v1/consumers/city/ack", Body("{}")), 403, "missing-scope", "ack");
        await IsProblem(await reader.GetAsync("/v1/commands"), 403, "missing-scope", "admin");
        await IsProblem(await reader.PostAsync("/v1/commands/echo", Body("{}")), 403, "missing-scope", "admin");
        await IsProblem(await reader.GetAsync("/v1/consumers/other/summaries"), 403, "foreign-consumer", "city");
        using var list = JsonDocument.Parse(await reader.GetStringAsync("/v1/consumers"));
        Assert.Equal("city", Assert.Single(list.RootElement.GetProperty("consumers").EnumerateArray()).GetProperty("name").GetString());
        Assert.Empty(host.Commands.Asked);
    }

    [Fact]
    public async Task A_command_carries_its_caller_and_arguments_and_its_reply_becomes_the_status()
    {
        await using var host = await SecureHost.StartAsync();
        using var boss = host.Client(SecureHost.AdminToken);
        Assert.Equal("{\"commands\":[\"echo\"]}", await boss.GetStringAsync("/v1/commands"));
        var answer = await boss.PostAsync("/v1/commands/echo", Body("{\"a\":1}"));
        Assert.Equal("{\"command\":\"echo\",\"detail\":\"it was done\"}", await answer.Content.ReadAsStringAsync());
        Assert.True(host.Commands.Asked.TryDequeue(out var asked));
        Assert.Equal(("echo", "{\"a\":1}", "pull:token:boss"), (asked.Name, asked.Arguments.GetRawText(), asked.Caller));
        foreach (var status in Enum.GetValues<Core.Commands.CommandStatus>().Where(s => s != Core.Commands.CommandStatus.Done))
        {
            host.Commands.Reply = new Core.Commands.CommandReply(status, "because");
            var refused = await boss.PostAsync("/v1/commands/echo", Body("{}"));
            Assert.Equal(status == Core.Commands.CommandStatus.Busy, refused.Headers.RetryAfter is not null);
            await IsProblem(refused, (int)status, "", "because");
        }

        await IsProblem(await boss.PostAsync("/v1/commands/ecko", Body("{}")), 404, "not-found", "did you mean \"echo\"?");
        await IsProblem(await boss.PostAsync("/v1/commands/echo", Body("[]")), 400, "bad-request", "object");
    }

    [Fact]
    public async Task Two_lines_are_two_good_tokens_and_a_changed_secret_counts_without_a_restart()
    {
        await using var host = await SecureHost.StartAsync();
        var next = new string('n', 40);
        host.WriteSecret("read", $"{SecureHost.ReadToken}\n{next}\n");
        using var old = host.Client(SecureHost.ReadToken);
        using var young = host.Client(next);
        await Until(async () => (await young.GetAsync("/v1/status")).StatusCode == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, (await old.GetAsync("/v1/status")).StatusCode);
        host.WriteSecret("read", next);
        await Until(async () => (await old.GetAsync("/v1/status")).StatusCode == HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.OK, (await young.GetAsync("/v1/status")).StatusCode);
    }

    [Theory]
    [InlineData("short-token", "11 characters")]
    [InlineData("0123456789abcdef0123456789abcde f", "a space")]
    [InlineData("0123456789abcdef0123456789abcdef1\n0123456789abcdef0123456789abcdef2\n0123456789abcdef0123456789abcdef3", "3 lines")]
    public async Task A_secret_that_is_no_token_lets_nobody_in_and_is_told_once(string secret, string why)
    {
        await using var host = await SecureHost.StartAsync();
        host.WriteSecret("read", secret);
        using var http = host.Client(secret.Split('\n')[0].PadRight(TokenSecret.MinLength, 'x'));
        using var same = host.Client(secret.Split('\n')[0]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/v1/status")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await same.GetAsync("/v1/status")).StatusCode);
        var line = Assert.Single(host.Logs.All, l => l.Contains(" 4200 ", StringComparison.Ordinal));
        Assert.Contains(why, line, StringComparison.Ordinal);
        Assert.DoesNotContain(secret.Split('\n')[0], line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_fails_too_often_waits_and_the_audit_stays_small()
    {
        await using var host = await SecureHost.StartAsync();
        using var http = host.Client(new string('x', 40));
        HttpResponseMessage answer;
        var count = 0;
        do
        {
            answer = await http.GetAsync("/v1/status");
            Assert.InRange(++count, 1, 15);
        }
        while (answer.StatusCode == HttpStatusCode.Unauthorized);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 10);
        await IsProblem(answer, 429, "rate", "failed sign-ins");
        Assert.InRange(host.Audited.Count, 1, 15);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/healthz")).StatusCode);
    }

    [Fact]
    public async Task Client_certificates_sign_in_by_name_or_subject_and_strangers_do_not()
    {
        await using var host = await SecureHost.StartAsync();
        using (var brain = host.Client(certificate: host.Authority.Client("CN=whoever", "brain.example")))
        {
            Assert.Equal(HttpStatusCode.Created, (await brain.PutAsync("/v1/consumers/city", Body("{\"classes\":[\"alarm\"]}"))).StatusCode);
            await IsProblem(await brain.GetAsync("/v1/commands"), 403, "missing-scope", "cert:brain");
        }

        using (var named = host.Client(certificate: host.Authority.Client("O=District, CN=named", "elsewhere.example")))
        {
            // The order of a subject's parts is part of it.
            await IsProblem(await named.GetAsync("/v1/status"), 401, "sign-in", "nobody's that the site names");
        }

        using (var named = host.Client(certificate: host.Authority.Client("CN=named, O=District", "elsewhere.example")))
        {
            Assert.Equal(HttpStatusCode.OK, (await named.GetAsync("/v1/status")).StatusCode);
        }

        using var stranger = new TestAuthority("District CA");
        using var http = host.Client(certificate: stranger.Client("CN=whoever", "brain.example"));
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync("/v1/status"));
    }

    [Fact]
    public async Task A_server_certificate_is_none_for_a_client()
    {
        await using var host = await SecureHost.StartAsync();
        using var http = host.Client(certificate: host.Authority.Server("brain.example"));
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync("/v1/status"));
    }

    [Fact]
    public async Task A_new_certificate_is_taken_up_without_a_restart_and_a_broken_one_is_not()
    {
        await using var host = await SecureHost.StartAsync();
        var ends = DateTime.MinValue;
        using var http = host.Client(SecureHost.ReadToken, seen: c => ends = c.NotAfter);
        await http.GetStringAsync("/v1/status");
        var before = ends;
        File.WriteAllText(host.Folder["cert.pem"], "no certificate");
        await Task.Delay(1_200);
        await http.GetStringAsync("/v1/status");
        Assert.Equal(before, ends);
        host.WriteServer(days: 20);
        await Until(async () =>
        {
            await http.GetStringAsync("/v1/status");
            return ends < before;
        });
        Assert.Single(host.Logs.All, l => l.Contains(" 4202 ", StringComparison.Ordinal));
        Assert.Contains(host.Logs.All, l => l.StartsWith("Error 4203 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Somebody_who_is_taken_out_of_the_site_is_out_at_once()
    {
        await using var host = await SecureHost.StartAsync();
        using var http = host.Client(SecureHost.ReadToken);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/v1/status")).StatusCode);
        host.View.Site = host.View.Site with { Pull = host.View.Site.Pull! with { Tokens = [], Clients = [] } };
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/v1/status")).StatusCode);
    }

    [Fact]
    public async Task On_an_address_for_everybody_any_host_name_is_served_and_on_loopback_it_is_not()
    {
        await using var open = await SecureHost.StartAsync();
        await using var loopback = await SecureHost.StartAsync(c => c with { Listen = [new IPEndPoint(IPAddress.Loopback, c.Listen[0].Port)] });
        foreach (var (host, expected) in new[] { (open, HttpStatusCode.OK), (loopback, HttpStatusCode.Forbidden) })
        {
            using var http = host.Client(SecureHost.ReadToken);
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/status");
            request.Headers.Host = "gateway.example";
            Assert.Equal(expected, (await http.SendAsync(request)).StatusCode);
        }
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_read_stops_the_start_with_its_name()
    {
        var fault = await Assert.ThrowsAsync<IOException>(() => SecureHost.StartAsync(c => c with { Tls = c.Tls! with { KeyFile = c.Tls.CertFile } }));
        Assert.Contains("cert.pem", fault.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => SecureHost.StartAsync(c => c with { Tls = null }));
        await Assert.ThrowsAsync<ArgumentException>(() => SecureHost.StartAsync(c => c with { Tokens = [], Clients = [] }));
    }

    [Fact]
    public async Task Whoever_is_on_loopback_without_sign_in_gives_no_commands()
    {
        var address = new IPEndPoint(IPAddress.Loopback, FakeGatewayView.FreePort());
        var commands = new FakeCommands();
        await using var app = HttpHost.Build(new HttpParts
        {
            View = new FakeGatewayView(new InMemoryBuffer()),
            Pull = new PullConfig { Listen = [address] },
            Commands = commands,
            Logs = NullLoggerProvider.Instance,
            Time = TimeProvider.System,
        });
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://{address}") };
        await IsProblem(await http.PostAsync("/v1/commands/echo", Body("{}")), 403, "missing-scope", "needs sign-in");
        Assert.Empty(commands.Asked);
    }

    private static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");

    private static async Task Until(Func<Task<bool>> isTrue)
    {
        for (var waitedMs = 0; !await isTrue(); waitedMs += 300)
        {
            Assert.InRange(waitedMs, 0, SafetyMs);
            await Task.Delay(300);
        }
    }

    private static async Task IsProblem(HttpResponseMessage answer, int status, string type, string detail)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"{(int)answer.StatusCode}: {text}");
        using var json = JsonDocument.Parse(text);
        Assert.StartsWith(Problems.TypePrefix + type, json.RootElement.GetProperty("type").GetString(), StringComparison.Ordinal);
        Assert.Contains(detail, json.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
