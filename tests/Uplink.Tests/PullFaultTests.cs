using System.Net;
using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Uplink;

/// <summary>The pull API when the store fails, readers race and cursors are tampered with.</summary>
public sealed class PullFaultTests : PullTestBase
{
    [Fact]
    public async Task A_store_that_fails_is_503_and_too_many_consumers_are_409()
    {
        await PutAsync("city");
        var cursor = await CursorAsync("city");
        Buffer.Failure = new IOException("the disk is full");
        Assert.Equal((503, "the disk is full"), await ProblemAsync(await PutAsync("other")));
        Assert.Equal((503, "the disk is full"), await ProblemAsync(await AckAsync("city", cursor)));
        Assert.Equal((503, "the disk is full"), await ProblemAsync(await Http.DeleteAsync("/v1/consumers/city")));
        Buffer.Failure = new InvalidOperationException("there are 64 consumers already");
        Assert.Equal((409, "there are 64 consumers already"), await ProblemAsync(await PutAsync("other")));
        Buffer.Failure = null;
        Assert.Equal(HttpStatusCode.OK, (await AckAsync("city", cursor)).StatusCode);
    }

    [Fact]
    public async Task A_cursor_with_any_character_changed_is_400()
    {
        await Append(SummaryClass.Event, 3);
        await PutAsync("city");
        var cursor = await CursorAsync("city");
        for (var i = 0; i < cursor.Length; i++)
        {
            var chars = cursor.ToCharArray();
            chars[i] = chars[i] == 'A' ? 'B' : 'A';
            var (status, detail) = await ProblemAsync(await Http.GetAsync($"/v1/consumers/city/summaries?after={new string(chars)}"));
            Assert.Equal(400, status);
            Assert.Contains("damaged", detail, StringComparison.Ordinal);
            Assert.Equal(400, (await ProblemAsync(await AckAsync("city", new string(chars)))).Status);
        }

        Assert.Equal(default, Buffer.GetConsumer("city")!.Acknowledged);
    }

    [Fact]
    public async Task Acks_that_race_never_move_a_consumer_back()
    {
        const int Count = 64;
        await Append(SummaryClass.Event, Count);
        await PutAsync("city");
        var cursors = new List<string>();
        for (var url = "/v1/consumers/city/summaries?limit=1"; cursors.Count < Count; url = $"/v1/consumers/city/summaries?limit=1&after={cursors[^1]}")
        {
            using var page = JsonDocument.Parse(await Http.GetStringAsync(url));
            cursors.Add(page.RootElement.GetProperty("next").GetString()!);
        }

        var random = new Random(5);
        foreach (var batch in cursors.OrderBy(_ => random.Next()).Chunk(8))
        {
            var before = Buffer.GetConsumer("city")!.Acknowledged.Event;
            var answers = await Task.WhenAll(batch.Select(c => AckAsync("city", c)));
            Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
            Assert.InRange(Buffer.GetConsumer("city")!.Acknowledged.Event, Math.Max(before, (ulong)batch.Max(c => cursors.IndexOf(c) + 1)), (ulong)Count);
        }

        Assert.Equal((ulong)Count, Buffer.GetConsumer("city")!.Acknowledged.Event);
    }

    [Fact]
    public async Task Many_long_polls_wake_together_and_a_poll_for_another_class_sleeps_on()
    {
        var polls = Enumerable.Range(0, 20).Select(_ => Http.GetStringAsync("/v1/summaries?wait=50&class=alarm")).ToList();
        var other = Http.GetStringAsync("/v1/summaries?wait=2&class=bulk");
        await Append(SummaryClass.Event, 1);
        await Task.WhenAny(Task.WhenAll(polls), Task.Delay(300));
        Assert.All(polls, p => Assert.False(p.IsCompleted));
        await Append(SummaryClass.Alarm, 1);
        foreach (var page in await Task.WhenAll(polls))
        {
            Assert.Contains("/alarm/1\"", page, StringComparison.Ordinal);
        }

        Assert.StartsWith("{\"items\":[],", await other, StringComparison.Ordinal);
    }

    private static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");

    private static async Task<(int Status, string Detail)> ProblemAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal((int)answer.StatusCode, json.RootElement.GetProperty("status").GetInt32());
        return ((int)answer.StatusCode, json.RootElement.GetProperty("detail").GetString()!);
    }

    private async Task Append(SummaryClass summaryClass, int count) =>
        await Buffer.AppendAsync(FakeGatewayView.Summaries(summaryClass, count), [], CancellationToken.None);

    private Task<HttpResponseMessage> PutAsync(string name) => Http.PutAsync($"/v1/consumers/{name}", Body("{\"classes\":[\"alarm\",\"event\"]}"));

    private Task<HttpResponseMessage> AckAsync(string name, string cursor) => Http.PostAsync($"/v1/consumers/{name}/ack", Body($"{{\"cursor\":\"{cursor}\"}}"));

    private async Task<string> CursorAsync(string name)
    {
        using var page = JsonDocument.Parse(await Http.GetStringAsync($"/v1/consumers/{name}/summaries"));
        return page.RootElement.GetProperty("next").GetString()!;
    }
}
