using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace EdgeCtl.Tests.Pull;

/// <summary>A pull API that says whatever a test wants it to say, on a Kestrel of its own.</summary>
internal sealed class ScriptedGateway : IAsyncDisposable
{
    public const string Epoch = "0123456789ABC";
    private readonly WebApplication _app;

    private ScriptedGateway(WebApplication app) => _app = app;

    /// <summary>Answers of `GET .../summaries`, one after the other; the last one again and again.</summary>
    public Queue<Func<HttpContext, Task>> Pages { get; } = new();

    /// <summary>Cursors acknowledged so far.</summary>
    public List<string> Acknowledged { get; } = [];

    /// <summary>Every request, as `METHOD path?query`.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Headers `Authorization` seen.</summary>
    public HashSet<string> Authorizations { get; } = [];

    /// <summary>What the status tells as the gateway's id.</summary>
    public string Id { get; set; } = "gw-1";

    /// <summary>Runs before each answer; true when it answered itself.</summary>
    public Func<HttpContext, bool> Before { get; set; } = _ => false;

    public string Url => _app.Urls.First();

    public static async Task<ScriptedGateway> StartAsync(Action<ListenOptions>? configure = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, listen => configure?.Invoke(listen)));
        var app = builder.Build();
        var gateway = new ScriptedGateway(app);
        app.Run(gateway.AnswerAsync);
        await app.StartAsync();
        return gateway;
    }

    /// <summary>A page as a gateway sends one.</summary>
    public static string Page(string items, string next = "c1", bool more = false, string head = "\"alarm\":9,\"event\":9,\"routine\":9,\"bulk\":9", string epoch = Epoch) =>
        $"{{\"items\":[{items}],\"next\":\"{next}\",\"more\":{(more ? "true" : "false")},\"head\":{{{head}}},\"epoch\":\"{epoch}\"}}";

    /// <summary>A summary as a gateway sends one; <paramref name="replace"/> changes a piece of it.</summary>
    public static string Item(int seq, string summaryClass = "event", (string From, string To)? replace = null)
    {
        var item = string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"specversion\":\"1.0\",\"id\":\"gw-1/{Epoch}/{summaryClass}/{seq}\",\"source\":\"urn:edge:gateway:gw-1\",\"type\":\"edge.event.v1\",\"subject\":\"pump\",\"time\":\"2026-01-01T00:00:00Z\",\"edgeclass\":\"{summaryClass}\",\"edgeepoch\":\"{Epoch}\",\"sequence\":\"{seq}\",\"data\":{{\"n\":{seq}}}}}");
        return replace is { } change ? item.Replace(change.From, change.To, StringComparison.Ordinal) : item;
    }

    public void Say(string json, int status = 200) => Pages.Enqueue(context => WriteAsync(context, json, status));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    public static Task WriteAsync(HttpContext context, string json, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = status < 400 ? "application/json" : "application/problem+json";
        return context.Response.WriteAsync(json);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        lock (Requests)
        {
            Requests.Add($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            Authorizations.Add(context.Request.Headers.Authorization.ToString());
        }

        if (Before(context))
        {
            return;
        }

        var path = context.Request.Path.Value!;
        if (path == "/v1/status")
        {
            await WriteAsync(context, $"{{\"gateway\":{{\"id\":\"{Id}\"}}}}");
        }
        else if (path.EndsWith("/summaries", StringComparison.Ordinal))
        {
            Func<HttpContext, Task> answer;
            lock (Pages)
            {
                answer = Pages.Count > 1 ? Pages.Dequeue() : Pages.Peek();
            }

            await answer(context);
        }
        else if (path.EndsWith("/ack", StringComparison.Ordinal))
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            var body = await reader.ReadToEndAsync();
            lock (Acknowledged)
            {
                Acknowledged.Add(body);
            }

            await WriteAsync(context, "{\"released\":0}");
        }
        else
        {
            await WriteAsync(context, "{\"name\":\"brain\",\"acknowledged\":{\"alarm\":0,\"event\":0,\"routine\":0,\"bulk\":0}}", context.Request.Method == "PUT" ? 201 : 200);
        }
    }
}
