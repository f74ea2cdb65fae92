using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Wire;

namespace EdgeCtl.Pull;

/// <summary>One gateway's pull API, as the wire conventions have it. Each call throws <see cref="PullException"/> for what the gateway or the way to it does wrong. Not thread-safe.</summary>
internal sealed class GatewayClient(HttpClient http, Uri url, PullOptions options, string? token, PagePool pool, TimeProvider time)
{
    /// <summary>Longest answer, bytes: a page of 1,000 summaries has about 1 MiB.</summary>
    public const int MaxAnswerBytes = 16 << 20;

    private const int MaxSmallBytes = 1 << 20;
    private const int AnswerMs = 30_000;
    private const int MaxProblemBytes = 4_096;
    private const long MaxRetryAfterMs = 300_000;

    private readonly AnswerBuffer _small = new(MaxSmallBytes);

    /// <summary>The gateway's id.</summary>
    public async Task<string> GetIdAsync(CancellationToken cancel)
    {
        using var answer = await SendAsync(HttpMethod.Get, "/v1/status", null, 0, cancel).ConfigureAwait(false);
        var body = await ReadAsync(answer, _small, cancel).ConfigureAwait(false);
        var id = TextIn(body, "gateway", "id");
        return GatewayName.IsOne(id) ? id! : throw new PullException($"{url}v1/status tells gateway.id '{Shown.Cut(id ?? "nothing")}'; expected {GatewayName.Rule}: is this the pull API of a gateway?");
    }

    /// <summary>Makes the consumer or changes its classes; its positions, and whether it is new.</summary>
    public async Task<(IReadOnlyList<long> Acknowledged, bool IsNew)> PutConsumerAsync(CancellationToken cancel)
    {
        var classes = string.Join(',', SummaryClasses.All.Where(c => options.Classes.Holds(c)).Select(c => $"\"{SummaryClasses.NameOf(c)}\""));
        using var answer = await SendAsync(HttpMethod.Put, ConsumerPath, $"{{\"classes\":[{classes}]}}", 0, cancel).ConfigureAwait(false);
        return (PositionsIn(await ReadAsync(answer, _small, cancel).ConfigureAwait(false)), answer.StatusCode == HttpStatusCode.Created);
    }

    /// <summary>Up to where the consumer has acknowledged each class.</summary>
    public async Task<IReadOnlyList<long>> GetAcknowledgedAsync(CancellationToken cancel)
    {
        using var answer = await SendAsync(HttpMethod.Get, ConsumerPath, null, 0, cancel).ConfigureAwait(false);
        return PositionsIn(await ReadAsync(answer, _small, cancel).ConfigureAwait(false));
    }

    /// <summary>The next page; its memory goes back when it is disposed. Waits up to <paramref name="waitS"/> for something new.</summary>
    public async Task<PageLease> PullAsync(string gateway, string? cursor, int waitS, CancellationToken cancel)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{ConsumerPath}/summaries?limit={options.Limit}&wait={waitS}");
        path = cursor is null ? path : $"{path}&after={Uri.EscapeDataString(cursor)}";
        using var answer = await SendAsync(HttpMethod.Get, path, null, waitS, cancel).ConfigureAwait(false);

        // A gateway that waits for news holds no memory: only reading and storing does.
        var buffer = await pool.RentAsync(cancel).ConfigureAwait(false);
        try
        {
            var body = await ReadAsync(answer, buffer, cancel).ConfigureAwait(false);
            var page = PageReader.Read(body, gateway, options.Classes, options.Limit, out var fault) ?? throw new PullException($"{url} sent a page that is refused: {fault}");
            return new PageLease(page, buffer, pool);
        }
        catch
        {
            pool.Return(buffer);
            throw;
        }
    }

    /// <summary>Acknowledges all up to a cursor.</summary>
    public async Task AcknowledgeAsync(string cursor, CancellationToken cancel)
    {
        using var answer = await SendAsync(HttpMethod.Post, $"{ConsumerPath}/ack", $"{{\"cursor\":\"{JsonEncodedText.Encode(cursor)}\"}}", 0, cancel).ConfigureAwait(false);
        await ReadAsync(answer, _small, cancel).ConfigureAwait(false);
    }

    private string ConsumerPath => $"/v1/consumers/{options.Consumer}";

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? json, int waitS, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, new Uri(url, path));
        if (json is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        var answer = await LimitAsync(limited => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limited), AnswerMs + (waitS * 1000), cancel).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            throw await FaultOfAsync(answer, method, path, cancel).ConfigureAwait(false);
        }
    }

    private async Task<PullException> FaultOfAsync(HttpResponseMessage answer, HttpMethod method, string path, CancellationToken cancel)
    {
        var detail = "";
        if (answer.Content.Headers.ContentLength is null or <= MaxProblemBytes && answer.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            detail = TextIn(await ReadAsync(answer, _small, cancel).ConfigureAwait(false), "detail", null) ?? "";
        }

        var status = (int)answer.StatusCode;
        var plainPath = path.Split('?')[0];
        var hint = status is 401 or 403 ? "; see --token-file, --cert and --key" : "";
        var kind = status switch
        {
            404 or 410 when plainPath.StartsWith(ConsumerPath, StringComparison.Ordinal) => PullFaultKind.NoConsumer,
            400 when path.Contains("after=", StringComparison.Ordinal) => PullFaultKind.WrongCursor,
            400 or 409 when path.EndsWith("/ack", StringComparison.Ordinal) => PullFaultKind.WrongCursor,
            _ => PullFaultKind.Passing,
        };
        var text = string.Create(CultureInfo.InvariantCulture, $"{method} {url.GetLeftPart(UriPartial.Authority)}{plainPath} answered {status}{(detail.Length > 0 ? ": " : "")}{Shown.Cut(detail)}{hint}");
        return new PullException(text, kind) { RetryAfterMs = status is 429 or 503 ? RetryAfterOf(answer) : null };
    }

    private long? RetryAfterOf(HttpResponseMessage answer)
    {
        var wait = answer.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait is { } span ? (long)Math.Clamp(span.TotalMilliseconds, 0, MaxRetryAfterMs) : null;
    }

    private Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage answer, AnswerBuffer into, CancellationToken cancel) => LimitAsync<ReadOnlyMemory<byte>>(
        async limited =>
        {
            var stream = await answer.Content.ReadAsStreamAsync(limited).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                return await into.ReadAsync(stream, limited).ConfigureAwait(false)
                    ?? throw new PullException(string.Create(CultureInfo.InvariantCulture, $"{url} sent more than {into.MaxBytes} bytes in one answer"));
            }
        },
        AnswerMs,
        cancel);

    private async Task<T> LimitAsync<T>(Func<CancellationToken, Task<T>> call, int limitMs, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(limitMs), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            return await call(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new PullException(string.Create(CultureInfo.InvariantCulture, $"{url} did not answer within {limitMs} ms"));
        }
        catch (Exception e) when (e is HttpRequestException or (IOException and not PullException) or InvalidDataException)
        {
            throw new PullException($"{url} is not reached: {Shown.Cut(e.InnerException is { } inner && e is HttpRequestException ? $"{e.Message} {inner.Message}" : e.Message)}");
        }
    }

    private IReadOnlyList<long> PositionsIn(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var acknowledged = document.RootElement.GetProperty("acknowledged");
            return [.. SummaryClasses.All.Select(c => acknowledged.GetProperty(SummaryClasses.NameOf(c)).GetInt64())];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new PullException($"{url} told no positions of the consumer: {Shown.Cut(e.Message)}");
        }
    }

    private static string? TextIn(ReadOnlyMemory<byte> body, string name, string? below)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var value = document.RootElement.GetProperty(name);
            return (below is null ? value : value.GetProperty(below)).GetString();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
