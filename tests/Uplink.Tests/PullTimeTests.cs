using System.Net;
using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Pull;

namespace EdgeAgent.Tests.Uplink;

/// <summary>Filters by a summary's time.</summary>
public sealed class PullTimeTests : PullTestBase
{
    private const long FirstMs = 1_700_000_000_000;

    [Fact]
    public async Task From_is_inclusive_and_to_is_not_and_the_cursor_passes_what_is_passed_over()
    {
        await Append(SummaryClass.Event, 10);
        var page = await GetJson($"/v1/summaries?from={Text(3)}&to={Text(6)}");
        Assert.Equal([4UL, 5, 6], Seqs(page));
        Assert.False(page.GetProperty("more").GetBoolean());
        var next = page.GetProperty("next").GetString();
        Assert.Empty(Seqs(await GetJson($"/v1/summaries?after={next}")));
    }

    [Fact]
    public async Task Pages_with_a_filter_end_although_some_hold_nothing()
    {
        await Append(SummaryClass.Routine, 100);
        await Append(SummaryClass.Alarm, 20);
        var seen = new List<ulong>();
        var url = $"/v1/summaries?limit=10&from={Text(95)}";
        var more = true;
        for (var pages = 0; more; pages++)
        {
            Assert.InRange(pages, 0, 30);
            var page = await GetJson(url);
            seen.AddRange(Seqs(page));
            more = page.GetProperty("more").GetBoolean();
            url = $"/v1/summaries?limit=10&from={Text(95)}&after={page.GetProperty("next").GetString()}";
        }

        Assert.Equal([96UL, 97, 98, 99, 100], seen);
    }

    [Fact]
    public async Task A_cursor_that_passed_something_over_cannot_be_acknowledged_nor_can_those_after_it()
    {
        await Append(SummaryClass.Event, 10);
        await Http.PutAsync("/v1/consumers/city", Body("{\"classes\":[\"event\"]}"));
        var filtered = await GetJson($"/v1/consumers/city/summaries?to={Text(4)}&limit=5");
        Assert.Equal(4, Seqs(filtered).Count);
        var next = filtered.GetProperty("next").GetString();
        var after = (await GetJson($"/v1/consumers/city/summaries?after={next}")).GetProperty("next").GetString();
        foreach (var cursor in (string?[])[next, after])
        {
            var answer = await Http.PostAsync("/v1/consumers/city/ack", Body($"{{\"cursor\":\"{cursor}\"}}"));
            Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
            Assert.Contains("urn:edge:problem:partial-cursor", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(default, Buffer.GetConsumer("city")!.Acknowledged);
        var whole = (await GetJson("/v1/consumers/city/summaries")).GetProperty("next").GetString();
        Assert.Equal(HttpStatusCode.OK, (await Http.PostAsync("/v1/consumers/city/ack", Body($"{{\"cursor\":\"{whole}\"}}"))).StatusCode);
    }

    [Fact]
    public async Task A_gap_passes_every_filter()
    {
        await Buffer.AppendAsync(
            [new Summary { Type = SummaryType.Gap, Class = SummaryClass.Event, Made = new(FirstMs, 1, 1, default), Data = new GapData { Epoch = Buffer.Epoch, Class = SummaryClass.Event, FirstSeq = 1, LastSeq = 1, Count = 1, Reason = "budget" } }],
            [],
            CancellationToken.None);
        var page = await GetJson("/v1/summaries?from=2030-01-01T00:00:00Z");
        Assert.Equal([1UL], Seqs(page));
    }

    [Theory]
    [InlineData("2026-03-01T08:00:00Z", 1_772_352_000_000)]
    [InlineData("2026-03-01T16:00:00.250+08:00", 1_772_352_000_250)]
    [InlineData("2026-03-01T08:00:00", null)]
    [InlineData("2026-03-01", null)]
    [InlineData("2026-02-30T08:00:00Z", null)]
    [InlineData("1772352000000", null)]
    [InlineData("", null)]
    public void Times_are_RFC_3339_with_an_offset(string text, long? utcMs)
    {
        Assert.Equal(utcMs is not null, TimeRange.TryParse(text, out var found));
        Assert.True(utcMs is null || utcMs == found, $"{found}");
    }

    [Theory]
    [InlineData("from=yesterday", "RFC 3339")]
    [InlineData("to=", "RFC 3339")]
    [InlineData("from=2026-03-01T08:00:00Z&to=2026-03-01T08:00:00Z", "not before")]
    [InlineData("from=2026-03-01T08:00:00Z&from=2026-03-02T08:00:00Z", "2 times")]
    public async Task Wrong_times_are_400(string query, string detail)
    {
        var answer = await Http.GetAsync($"/v1/summaries?{query}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(detail, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string Text(int afterMs) => WireJson.TimeText(FirstMs + afterMs);

    private static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");

    private static List<ulong> Seqs(JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(i => ulong.Parse(i.GetProperty("sequence").GetString()!))];

    private async Task Append(SummaryClass summaryClass, int count) =>
        await Buffer.AppendAsync(FakeGatewayView.Summaries(summaryClass, count), [], CancellationToken.None);

    private async Task<JsonElement> GetJson(string url)
    {
        using var json = JsonDocument.Parse(await Http.GetStringAsync(url));
        return json.RootElement.Clone();
    }
}
