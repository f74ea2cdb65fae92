using System.Text.Json;
using EdgeAgent.Core.Commands;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Pull;

namespace EdgeAgent.Tests.Uplink;

/// <summary>The OpenAPI document against the server: routes, scopes, limits, and every status that it names, each answer by its schema.</summary>
public sealed class OpenApiTests
{
    private const int ManyPerS = 10_000;
    private const string Consumer = "/v1/consumers/{name}";
    private const string Summaries = "/v1/consumers/{name}/summaries";
    private const string Ack = "/v1/consumers/{name}/ack";
    private const string Command = "/v1/commands/{name}";
    private const string Evidence = "/v1/evidence/{number}";
    private const string Classes = "{\"classes\":[\"alarm\",\"event\"]}";
    private static readonly string[] WithBody = ["PUT", "POST"];

    [Fact]
    public async Task Every_route_is_in_the_document_with_its_scope_and_the_other_way_round()
    {
        await using var run = await OpenApiRun.StartAsync(ManyPerS);
        await run.LoadAsync();
        var documented = run.Document.Operations.Select(o => (o.Path, o.Method, OpenApiDocument.ScopeOf(o.Operation))).Order();
        Assert.Equal(documented, run.Routes().Order());
        var ids = run.Document.Operations.Select(o => o.Operation["operationId"]!.GetValue<string>()).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public async Task Every_documented_status_is_answered_and_every_answer_fits_its_schema()
    {
        await using var run = await OpenApiRun.StartAsync(ManyPerS);
        await run.LoadAsync();
        await run.Buffer.PutConsumerAsync("mqtt", ClassSet.All, CancellationToken.None);
        run.Buffer.Expired.Add("gone");
        await Strangers(run);
        await Good(run);
        await Wrong(run);
        await Unavailable(run);
        await Task.WhenAll(run.StarveAsync("PUT", Consumer, "slow"), run.StarveAsync("POST", Ack, "city"), run.StarveAsync("POST", Command, "echo"));

        await using var slow = await OpenApiRun.StartAsync(ratePerS: 1);
        await slow.LoadAsync();
        foreach (var (path, method, _) in slow.Document.Operations)
        {
            var status = 0;
            for (var i = 0; status != 429; i++)
            {
                Assert.InRange(i, 0, 20);
                status = (await slow.SendAsync(method, path, path == "/healthz" ? null : OpenApiRun.All, WithBody.Contains(method) ? "{}" : null, "echo")).Status;
            }
        }

        Assert.Equal(run.Document.Answers.Order(), run.Seen.Union(slow.Seen.Where(s => s.Status == 429)).Order());
    }

    [Fact]
    public async Task Limits_in_the_document_are_those_of_the_server()
    {
        await using var run = await OpenApiRun.StartAsync(ManyPerS);
        await run.LoadAsync();
        await run.Buffer.AppendAsync(FakeGatewayView.Summaries(SummaryClass.Event, 1_200), [], CancellationToken.None);
        foreach (var name in (string[])["limit", "wait"])
        {
            var schema = run.Document.Parameter(name);
            var (min, max) = (schema["minimum"]!.GetValue<int>(), schema["maximum"]!.GetValue<int>());
            foreach (var (value, status) in new[] { (min, 200), (max, 200), (min - 1, 400), (max + 1, 400) })
            {
                Assert.Equal(status, (await run.SendAsync("GET", "/v1/summaries", OpenApiRun.All, query: $"?{name}={value}")).Status);
            }
        }

        using var page = JsonDocument.Parse((await run.SendAsync("GET", "/v1/summaries", OpenApiRun.All)).Body);
        Assert.Equal(run.Document.Parameter("limit")["default"]!.GetValue<int>(), page.RootElement.GetProperty("items").GetArrayLength());
        foreach (var (length, status) in new[] { (63, 201), (64, 400) })
        {
            Assert.Equal(status, (await run.SendAsync("PUT", Consumer, OpenApiRun.All, Classes, new string('a', length))).Status);
        }
    }

    // Nobody, somebody without the scope, a foreign host.
    private static async Task Strangers(OpenApiRun run)
    {
        foreach (var (path, method, operation) in run.Document.Operations)
        {
            var body = WithBody.Contains(method) ? "{}" : null;
            var scope = OpenApiDocument.ScopeOf(operation);
            if (scope.Length == 0)
            {
                Assert.Equal(403, (await run.SendAsync(method, path, null, host: "evil.example")).Status);
                continue;
            }

            Assert.Equal(401, (await run.SendAsync(method, path, null, body, "x")).Status);
            Assert.Equal(403, (await run.SendAsync(method, path, scope == "read" ? OpenApiRun.Acker : OpenApiRun.Reader, body, "x")).Status);
        }
    }

    private static async Task Good(OpenApiRun run)
    {
        await run.Buffer.AppendAsync(FakeGatewayView.Summaries(SummaryClass.Alarm, 3), [], CancellationToken.None);
        await run.Buffer.AppendAsync([TestSummaries.Window(1)], [], CancellationToken.None);
        foreach (var path in (string[])["/healthz", "/metrics", "/v1/points", "/v1/summaries", "/v1/consumers", "/v1/commands", "/v1/evidence"])
        {
            Assert.Equal(200, (await run.SendAsync("GET", path, OpenApiRun.All)).Status);
        }

        foreach (var path in (string[])["/v1/status", "/v1/openapi.json"])
        {
            var (status, _, tag) = await run.SendAsync("GET", path, OpenApiRun.All);
            Assert.Equal(200, status);
            Assert.Equal(304, (await run.SendAsync("GET", path, OpenApiRun.All, tag: $"\"other\", W/{tag}")).Status);
        }

        Assert.Equal(201, (await run.SendAsync("PUT", Consumer, OpenApiRun.All, Classes, "city")).Status);
        Assert.Equal(200, (await run.SendAsync("PUT", Consumer, OpenApiRun.All, Classes, "city")).Status);
        Assert.Equal(200, (await run.SendAsync("GET", Consumer, OpenApiRun.All, name: "city")).Status);
        using var page = JsonDocument.Parse((await run.SendAsync("GET", Summaries, OpenApiRun.All, name: "city")).Body);
        var cursor = page.RootElement.GetProperty("next").GetString();
        Assert.Equal(200, (await run.SendAsync("POST", Ack, OpenApiRun.All, $"{{\"cursor\":\"{cursor}\"}}", "city")).Status);
        Assert.Equal(200, (await run.SendAsync("POST", Command, OpenApiRun.All, "{}", "echo")).Status);
        Assert.Equal(200, (await run.SendAsync("GET", Evidence, OpenApiRun.All, name: "7")).Status);
        Assert.Equal(201, (await run.SendAsync("PUT", Consumer, OpenApiRun.All, Classes, "short")).Status);
        Assert.Equal(204, (await run.SendAsync("DELETE", Consumer, OpenApiRun.All, name: "short")).Status);
    }

    private static async Task Wrong(OpenApiRun run)
    {
        foreach (var (path, method, operation) in run.Document.Operations.Where(o => OpenApiDocument.ScopeOf(o.Operation).Length > 0))
        {
            var body = WithBody.Contains(method) ? "{}" : null;
            var name = path == Command ? "echo" : "city";
            var documented = operation["responses"]!.AsObject().Select(r => r.Key).ToHashSet();
            Assert.Equal(400, (await run.SendAsync(method, path, OpenApiRun.All, body, name, "?foo=1")).Status);
            if (documented.Contains("404"))
            {
                Assert.Equal(404, (await run.SendAsync(method, path, OpenApiRun.All, body, "nobody")).Status);
            }

            if (documented.Contains("410"))
            {
                Assert.Equal(410, (await run.SendAsync(method, path, OpenApiRun.All, body, "gone")).Status);
            }

            if (documented.Contains("413"))
            {
                Assert.Equal(413, (await run.SendAsync(method, path, OpenApiRun.All, new string(' ', 17_000), name)).Status);
                Assert.Equal(415, (await run.SendAsync(method, path, OpenApiRun.All, "x", name, type: "text/plain")).Status);
            }

            if (documented.Contains("409") && path != Command)
            {
                Assert.Equal(409, (await run.SendAsync(method, path, OpenApiRun.All, body, "mqtt")).Status);
            }
        }

        run.Commands.Reply = new CommandReply(CommandStatus.Conflict, "not now");
        Assert.Equal(409, (await run.SendAsync("POST", Command, OpenApiRun.All, "{}", "echo")).Status);
    }

    private static async Task Unavailable(OpenApiRun run)
    {
        using var page = JsonDocument.Parse((await run.SendAsync("GET", Summaries, OpenApiRun.All, name: "city")).Body);
        var cursor = page.RootElement.GetProperty("next").GetString();
        run.Buffer.Failure = new IOException("the disk is full");
        run.Buffer.Fault = "diskFull";
        Assert.Equal(503, (await run.SendAsync("GET", "/healthz", null)).Status);
        Assert.Equal(503, (await run.SendAsync("PUT", Consumer, OpenApiRun.All, Classes, "more")).Status);
        Assert.Equal(503, (await run.SendAsync("DELETE", Consumer, OpenApiRun.All, name: "city")).Status);
        Assert.Equal(503, (await run.SendAsync("POST", Ack, OpenApiRun.All, $"{{\"cursor\":\"{cursor}\"}}", "city")).Status);
        run.Commands.Reply = new CommandReply(CommandStatus.Busy, "again later");
        Assert.Equal(503, (await run.SendAsync("POST", Command, OpenApiRun.All, "{}", "echo")).Status);
        run.Buffer.Failure = null;
        run.Buffer.Fault = null;

        using var end = new CancellationTokenSource();
        var polls = new List<Task<(int Status, string Body, string? Tag)>>();
        foreach (var path in (string[])["/v1/summaries", Summaries])
        {
            var status = 0;
            for (var i = 0; status != 503; i++)
            {
                // One that asked while another took its place was refused: one more, until the house is full.
                Assert.True(i < 20, $"{path} is still {status} while {polls.Count(p => !p.IsCompleted)} wait");
                for (var waiting = polls.Count(p => !p.IsCompleted); waiting < SummaryEndpoints.MaxPolls; waiting++)
                {
                    polls.Add(run.SendAsync("GET", "/v1/summaries", OpenApiRun.All, query: "?wait=60&class=bulk", cancel: end.Token));
                }

                status = (await run.SendAsync("GET", path, OpenApiRun.All, name: "city", query: "?wait=1&class=bulk")).Status;
            }
        }

        await end.CancelAsync();
        var ended = await Task.WhenAll(polls.Select(async p => (await Task.WhenAny(p)).Status == TaskStatus.Canceled));
        Assert.InRange(ended.Count(cancelled => cancelled), SummaryEndpoints.MaxPolls - 1, SummaryEndpoints.MaxPolls);
    }
}
