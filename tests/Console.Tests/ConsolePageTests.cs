using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using EdgeAgent.Console;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace EdgeAgent.Tests.Console;

public sealed partial class ConsolePageTests : IAsyncLifetime
{
    private readonly InMemoryBuffer _buffer = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private WebApplication? _app;

    public async ValueTask InitializeAsync()
    {
        var address = new IPEndPoint(IPAddress.Loopback, FakeGatewayView.FreePort());
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(o => o.Listen(address));
        _app = builder.Build();
        new ConsolePage(new FakeGatewayView(_buffer)).Map(_app);
        await _app.StartAsync();
        _http.BaseAddress = new Uri($"http://{address}");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app!.DisposeAsync();
    }

    [Theory]
    [InlineData("/", "text/html", "<!doctype html>")]
    [InlineData("/page.js", "text/javascript", "\"use strict\"")]
    [InlineData("/page.css", "text/css", ":root")]
    [InlineData("/api/view", "application/json", "{\"gateway\":\"gw-1\"")]
    public async Task Every_file_comes_whole_and_with_a_policy_that_lets_nothing_foreign_in(string path, string type, string begins)
    {
        var answer = await _http.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith(begins, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy")).Split("; ");
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("script-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain(policy, p => p.Contains("unsafe", StringComparison.Ordinal) || p.Contains('*', StringComparison.Ordinal));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
    }

    [Fact]
    public async Task The_page_needs_nothing_that_its_own_policy_forbids()
    {
        var page = await _http.GetStringAsync("/");
        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("onclick", page, StringComparison.OrdinalIgnoreCase);
        foreach (Match link in Links().Matches(page))
        {
            Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync(link.Groups[1].Value)).StatusCode);
        }

        var script = await _http.GetStringAsync("/page.js");
        Assert.DoesNotContain("innerHTML", script, StringComparison.Ordinal);
        Assert.DoesNotContain("setAttribute(\"style\"", script, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_languages_have_every_text()
    {
        var script = await _http.GetStringAsync("/page.js");
        var english = Keys().Matches(script[script.IndexOf("en: {", StringComparison.Ordinal)..script.IndexOf("zh: {", StringComparison.Ordinal)]);
        var chinese = Keys().Matches(script[script.IndexOf("zh: {", StringComparison.Ordinal)..script.IndexOf("};", StringComparison.Ordinal)]);
        Assert.InRange(english.Count, 30, 200);
        Assert.Equal(english.Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal), chinese.Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));
        foreach (var quality in Enumerable.Range(0, Core.Points.QualityNames.Count).Select(q => Core.Points.QualityNames.NameOf((Core.Points.Quality)q)))
        {
            Assert.Contains(english, m => m.Groups[1].Value == quality);
        }
    }

    [Fact]
    public async Task The_view_tells_points_buses_buffer_and_uplinks()
    {
        await _buffer.AppendAsync(FakeGatewayView.Summaries(SummaryClass.Alarm, 2), [], CancellationToken.None);
        _buffer.Fault = "diskFull";
        var view = await ViewAsync();
        Assert.Equal("泵房", view.GetProperty("label").GetString());
        Assert.Equal("1.2.3", view.GetProperty("version").GetString());
        Assert.True(view.GetProperty("runningMs").GetInt64() > 0);
        var level = view.GetProperty("points")[0];
        Assert.Equal(("pump/level", "m", "good", 4711.5), (Text(level, "name"), Text(level, "unit"), Text(level, "quality"), level.GetProperty("value").GetDouble()));
        Assert.Equal(1, level.GetProperty("history").GetArrayLength());
        var buses = view.GetProperty("buses");
        Assert.Equal(("rs485-1", true, ""), (Text(buses[0], "port"), buses[0].GetProperty("open").GetBoolean(), Text(buses[0], "fault")));
        Assert.Equal(("rs485-2", false, "no such device"), (Text(buses[1], "port"), buses[1].GetProperty("open").GetBoolean(), Text(buses[1], "fault")));
        var buffer = view.GetProperty("buffer");
        Assert.Equal("diskFull", Text(buffer, "fault"));
        Assert.Equal(("alarm", 2), (Text(buffer.GetProperty("classes")[0], "class"), buffer.GetProperty("classes")[0].GetProperty("head").GetInt32()));
        var uplink = view.GetProperty("uplinks")[0];
        Assert.Equal(("mqtt", false, 7, "refused"), (Text(uplink, "name"), uplink.GetProperty("connected").GetBoolean(), uplink.GetProperty("acknowledged").GetInt32(), Text(uplink, "fault")));
    }

    [Fact]
    public async Task A_personal_point_shows_that_it_is_read_and_not_what()
    {
        var text = await _http.GetStringAsync("/api/view");
        Assert.DoesNotContain("4712.5", text, StringComparison.Ordinal);
        var badge = (await ViewAsync()).GetProperty("points")[1];
        Assert.Equal(("door/badge", "personal", "good"), (Text(badge, "name"), Text(badge, "grade"), Text(badge, "quality")));
        Assert.False(badge.TryGetProperty("value", out _));
        Assert.False(badge.TryGetProperty("state", out _));
        Assert.Equal(0, badge.GetProperty("history").GetArrayLength());
    }

    [Fact]
    public async Task There_is_nothing_else_and_nothing_to_change()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync("/page.html")).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _http.PostAsync("/api/view", null)).StatusCode);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private async Task<JsonElement> ViewAsync()
    {
        using var json = JsonDocument.Parse(await _http.GetStringAsync("/api/view"));
        return json.RootElement.Clone();
    }

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Links();

    [GeneratedRegex("(\\w+): \"")]
    private static partial Regex Keys();
}
