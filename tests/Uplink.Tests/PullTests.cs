using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Uplink;

public sealed class PullTests : PullTestBase
{
    [Fact]
    public async Task A_consumer_that_was_let_go_is_told_so()
    {
        Buffer.Expired.Add("gone");
        Assert.Equal(HttpStatusCode.Gone, (await Http.GetAsync("/v1/consumers/gone/summaries")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Http.GetAsync("/v1/consumers/never/summaries")).StatusCode);
    }

    [Fact]
    public async Task Pages_lead_through_everything_alarms_first_and_the_ack_sticks()
    {
        await Append(SummaryClass.Routine, 30);
        await Append(SummaryClass.Alarm, 5);
        Assert.Equal(HttpStatusCode.Created, (await Put("city", "alarm", "routine")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Put("city", "alarm", "routine")).StatusCode);
        var seen = new List<string>();
        var url = "/v1/consumers/city/summaries?limit=10";
        var cursor = "";
        for (var more = true; more;)
        {
            var page = await GetJson(url);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!));
            cursor = page.GetProperty("next").GetString()!;
            more = page.GetProperty("more").GetBoolean();
            url = $"/v1/consumers/city/summaries?limit=10&after={cursor}";
        }

        Assert.Equal(35, seen.Distinct().Count());
        Assert.Equal(35, seen.Count);
        Assert.Equal("gw-1/0123456789ABC/alarm/1", seen[0]);
        var acks = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Ack("city", cursor)));
        Assert.All(acks, a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
        Assert.Equal(30UL, Buffer.GetConsumer("city")!.Acknowledged.Routine);
        Assert.Equal(0, (await GetJson("/v1/consumers/city/summaries")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_flood_of_alarms_leaves_routine_its_share()
    {
        await Append(SummaryClass.Alarm, 500);
        await Append(SummaryClass.Routine, 500);
        var page = await GetJson("/v1/summaries?limit=80");
        var classes = page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("edgeclass").GetString()).ToList();
        Assert.InRange(classes.Count(c => c == "routine"), 8, 40);
        Assert.InRange(classes.Count(c => c == "alarm"), 40, 72);
    }

    [Fact]
    public async Task A_class_filtered_out_does_not_move()
    {
        await Append(SummaryClass.Alarm, 2);
        await Append(SummaryClass.Event, 2);
        var first = await GetJson("/v1/summaries?class=event");
        Assert.Equal(2, first.GetProperty("items").GetArrayLength());
        var second = await GetJson($"/v1/summaries?after={first.GetProperty("next").GetString()}");
        Assert.All(second.GetProperty("items").EnumerateArray(), i => Assert.Equal("alarm", i.GetProperty("edgeclass").GetString()));
        Assert.Equal(2, second.GetProperty("items").GetArrayLength());
        Assert.Equal(2, second.GetProperty("head").GetProperty("alarm").GetInt32());
    }

    [Fact]
    public async Task A_long_poll_answers_when_something_comes_and_empty_when_nothing_does()
    {
        var poll = GetJson("/v1/summaries?wait=50");
        await Append(SummaryClass.Event, 1);
        Assert.Equal(1, (await poll).GetProperty("items").GetArrayLength());
        Assert.Equal(0, (await GetJson("/v1/summaries?wait=1&class=alarm")).GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("/v1/summaries?limit=-1", 400, "1 to 10000")]
    [InlineData("/v1/summaries?limit=10001", 400, "1 to 10000")]
    [InlineData("/v1/summaries?wait=61", 400, "0 to 60")]
    [InlineData("/v1/summaries?class=urgent", 400, "alarm, event, routine or bulk")]
    [InlineData("/v1/summaries?afer=x", 400, "did you mean \"after\"?")]
    [InlineData("/v1/summaries?class=alarms", 400, "did you mean \"alarm\"?")]
    [InlineData("/v1/summaries?class=Alarm", 400, "did you mean \"alarm\"?")]
    [InlineData("/v1/summaries?after=AAAA", 400, "damaged")]
    [InlineData("/v1/consumers/nobody", 404, "nobody")]
    [InlineData("/v1/consumers/nobody/summaries", 404, "nobody")]
    [InlineData("/v2/none", 404, "/v2/none")]
    public async Task Wrong_requests_get_a_problem_that_says_what_was_expected(string url, int status, string detail)
    {
        var answer = await Http.GetAsync(url);
        await IsProblem(answer, status, detail);
    }

    [Fact]
    public async Task Wrong_bodies_get_a_problem()
    {
        await Put("city", "alarm");
        await IsProblem(await Http.PostAsync("/v1/consumers/city/ack", Body("{\"cursor\":\"x\"}")), 400, "cursor");
        await IsProblem(await Http.PostAsync("/v1/consumers/city/ack", Body("{\"cursor\":\"\\ud800\"}")), 400, "cursor");
        await IsProblem(await Http.PostAsync("/v1/consumers/city/ack", Body("{\"cursor\":")), 400, "line 1");
        await IsProblem(await Http.PostAsync("/v1/consumers/city/ack", Body("[]")), 400, "object");
        await IsProblem(await Http.PostAsync("/v1/consumers/city/ack", new StringContent("x", Encoding.UTF8, "text/plain")), 415, "application/json");
        await IsProblem(await Http.PostAsync("/v1/consumers/city/ack", Body(new string(' ', 17_000))), 413, "16384");
        await IsProblem(await Http.PutAsync("/v1/consumers/Bad_Name", Body("{\"classes\":[\"alarm\"]}")), 400, "lower-case");
        await IsProblem(await Http.PutAsync("/v1/consumers/city", Body("{\"classes\":[\"x\"]}")), 400, "alarm");
        await IsProblem(await Http.PutAsync("/v1/consumers/city", Body("{\"classes\":[\"alarm\"],\"\\ud800\":1}")), 400, "unknown key");
        var post = await Http.PostAsync("/v1/summaries", Body("{}"));
        await IsProblem(post, 405, "POST");
        Assert.Equal("GET", Assert.Single(post.Content.Headers.Allow));
    }

    [Fact]
    public async Task Ten_megabytes_are_refused_and_the_server_goes_on()
    {
        try
        {
            var answer = await Http.PutAsync("/v1/consumers/city", Body(new string(' ', 10_000_000)));
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        }
        catch (HttpRequestException)
        {
            // The server closes while the client still sends: the client may see that before the answer.
        }

        Assert.Equal(HttpStatusCode.OK, (await Http.GetAsync("/healthz")).StatusCode);
    }

    [Fact]
    public async Task A_cursor_of_another_consumer_is_refused_and_a_deleted_consumer_is_gone()
    {
        await Put("one", "alarm");
        await Put("two", "alarm");
        var next = (await GetJson("/v1/consumers/one/summaries")).GetProperty("next").GetString();
        await IsProblem(await Http.GetAsync($"/v1/consumers/two/summaries?after={next}"), 400, "another");
        await IsProblem(await Ack("two", next!), 400, "another");
        Assert.Equal(HttpStatusCode.NoContent, (await Http.DeleteAsync("/v1/consumers/one")).StatusCode);
        await IsProblem(await Http.DeleteAsync("/v1/consumers/one"), 404, "one");
        Assert.Equal(1, (await GetJson("/v1/consumers")).GetProperty("consumers").GetArrayLength());
    }

    [Fact]
    public async Task Status_points_health_and_metrics_tell_the_truth_and_no_personal_value()
    {
        var status = await Http.GetAsync("/v1/status");
        Assert.Equal(HttpStatusCode.OK, status.StatusCode);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/v1/status");
        again.Headers.IfNoneMatch.Add(status.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await Http.SendAsync(again)).StatusCode);
        var points = await Http.GetStringAsync("/v1/points");
        Assert.Contains("4711.5", points, StringComparison.Ordinal);
        Assert.DoesNotContain("4712.5", points, StringComparison.Ordinal);
        var metrics = await Http.GetStringAsync("/metrics");
        Assert.Contains("# TYPE edge_", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("4712.5", metrics, StringComparison.Ordinal);
        var health = await Http.GetAsync("/healthz");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal("{\"status\":\"degraded\",\"faults\":[\"port rs485-2: no such device\",\"uplink mqtt: refused\"]}", await health.Content.ReadAsStringAsync());
        Buffer.Fault = "diskFull";
        health = await Http.GetAsync("/healthz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.StartsWith("{\"status\":\"failed\",\"faults\":[\"buffer: diskFull\",", await health.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("localhost.evil.example:8470")]
    [InlineData("192.0.2.7")]
    public async Task A_foreign_host_name_is_refused(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/status");
        request.Headers.Host = host;
        await IsProblem(await Http.SendAsync(request), 403, "loopback");
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("[::1]:1")]
    [InlineData("127.0.0.9")]
    public async Task A_loopback_host_name_is_served(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/status");
        request.Headers.Host = host;
        Assert.Equal(HttpStatusCode.OK, (await Http.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Pages_come_compressed_to_who_asks(string encoding)
    {
        await Append(SummaryClass.Event, 1_000);
        var plain = await Http.GetByteArrayAsync("/v1/summaries");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/summaries");
        request.Headers.AcceptEncoding.ParseAdd(encoding);
        var answer = await Http.SendAsync(request);
        Assert.Equal(encoding, Assert.Single(answer.Content.Headers.ContentEncoding));
        var packed = await answer.Content.ReadAsByteArrayAsync();
        Assert.InRange(packed.Length, 100, plain.Length / 5);
        using var memory = new MemoryStream(packed);
        await using Stream unpacked = encoding == "br" ? new BrotliStream(memory, CompressionMode.Decompress) : new GZipStream(memory, CompressionMode.Decompress);
        using var back = new MemoryStream();
        await unpacked.CopyToAsync(back);
        Assert.Equal(plain, back.ToArray());
    }

    [Fact]
    public async Task An_address_for_everybody_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => HttpHost.Build(
            new FakeGatewayView(Buffer), [new IPEndPoint(IPAddress.Any, 1)], [], _ => { }, NullLoggerProvider.Instance, TimeProvider.System).StartAsync());
    }

    private static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");

    private static async Task IsProblem(HttpResponseMessage answer, int status, string detail)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"{(int)answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var json = JsonDocument.Parse(text);
        Assert.Equal(status, json.RootElement.GetProperty("status").GetInt32());
        Assert.Contains(detail, json.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private async Task Append(SummaryClass summaryClass, int count) =>
        await Buffer.AppendAsync(FakeGatewayView.Summaries(summaryClass, count), [], CancellationToken.None);

    private Task<HttpResponseMessage> Put(string name, params string[] classes) =>
        Http.PutAsync($"/v1/consumers/{name}", Body($"{{\"classes\":[{string.Join(',', classes.Select(c => $"\"{c}\""))}]}}"));

    private Task<HttpResponseMessage> Ack(string name, string cursor) => Http.PostAsync($"/v1/consumers/{name}/ack", Body($"{{\"cursor\":\"{cursor}\"}}"));

    private async Task<JsonElement> GetJson(string url)
    {
        using var json = JsonDocument.Parse(await Http.GetStringAsync(url));
        return json.RootElement.Clone();
    }
}
