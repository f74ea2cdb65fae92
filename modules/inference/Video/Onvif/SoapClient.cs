using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;

namespace EdgeAgent.Inference.Video.Onvif;

/// <summary>
/// Asks the services of one camera by SOAP 1.2 over HTTP. It calls no other host: not by a redirect, not by a proxy. Sizes and times are limited. The password goes as a digest alone, by WS-Security and, where the camera
/// answers 401 to that, by HTTP Digest. For one caller at a time.
/// </summary>
internal sealed class SoapClient : IDisposable
{
    /// <summary>Longest answer, bytes.</summary>
    public const int MostBytes = 256 * 1024;

    private const int RequestMs = 5_000;
    private const int MostHeaderKib = 16;
    private const int MostRedirects = 2;

    private readonly CameraCredentials? _credentials;
    private readonly TimeProvider _time;
    private readonly int _requestMs;
    private readonly HttpClient _plain;
    private readonly HttpClient? _digest;
    private readonly Uri _camera;
    private bool _isDigest;

    /// <summary>Makes one. <paramref name="requestMs"/> limits each question, with all of its answer.</summary>
    public SoapClient(Uri camera, CameraCredentials? credentials, TimeProvider time, int requestMs = RequestMs)
    {
        _camera = camera;
        _credentials = credentials;
        _time = time;
        _requestMs = requestMs;
        _plain = Make(null);
        _digest = credentials is null ? null : Make(new DigestOnly(credentials, camera));
    }

    /// <summary>User and password; null for none.</summary>
    public CameraCredentials? Credentials => _credentials;

    /// <summary>Tells the time of the camera, UTC; null to take ours.</summary>
    public Func<DateTimeOffset>? CameraUtc { get; set; }

    /// <summary>Asks. <paramref name="isSigned"/>: with user and password, when there are any. Throws <see cref="OperationCanceledException"/> for <paramref name="stop"/> alone.</summary>
    public async Task<SoapReply> AskAsync(Uri service, SoapQuestion question, bool isSigned, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(_requestMs), _time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        var started = _time.GetTimestamp();
        try
        {
            return await ExchangeAsync(service, question, isSigned && _credentials is not null, end.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new SoapReply(SoapOutcome.Unreachable, null, FormattableString.Invariant($"no whole answer within {_requestMs / 1000.0:0.#} s"), started);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new SoapReply(SoapOutcome.Unreachable, null, $"no connection: {OnvifText.Clean((e.InnerException ?? e).Message, 160)}", started);
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        _plain.Dispose();
        _digest?.Dispose();
    }

    private async Task<SoapReply> ExchangeAsync(Uri service, SoapQuestion question, bool isSigned, CancellationToken end)
    {
        var at = service;
        for (var redirects = 0; ; redirects++)
        {
            var started = _time.GetTimestamp();
            var isDigest = isSigned && _isDigest;
            using var request = Request(at, question, isSigned && !isDigest ? UsernameToken.Header(_credentials!, CameraUtc?.Invoke() ?? _time.GetUtcNow()) : "");
            using var answer = await (isDigest ? _digest! : _plain).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end);
            var ended = _time.GetTimestamp();
            if (isSigned && !isDigest && answer.StatusCode == HttpStatusCode.Unauthorized && answer.Headers.WwwAuthenticate.Any(w => string.Equals(w.Scheme, "Digest", StringComparison.OrdinalIgnoreCase)))
            {
                _isDigest = true;
                continue;
            }

            if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            {
                return new SoapReply(SoapOutcome.Refused, null, SoapFault.Refusal(isSigned), started, ended);
            }

            if ((int)answer.StatusCode is < 300 or >= 400)
            {
                return await ReadAsync(answer, isSigned, end) with { StartedTicks = started, EndedTicks = ended };
            }

            if (Next(at, answer.Headers.Location) is not { } next || redirects >= MostRedirects)
            {
                return new SoapReply(SoapOutcome.Faulted, null, $"the camera sends us on to {OnvifText.Clean(answer.Headers.Location?.OriginalString ?? "nowhere", 120)}, which is not followed", started, ended);
            }

            at = next;
        }
    }

    // A redirect to the same host is an address like any other that the camera tells.
    private Uri? Next(Uri at, Uri? location)
    {
        var next = location is null ? null : location.IsAbsoluteUri ? location : new Uri(at, location);
        var isHere = next is not null && (next.Scheme == Uri.UriSchemeHttp || next.Scheme == Uri.UriSchemeHttps) && IPAddress.TryParse(_camera.DnsSafeHost, out var host) && CameraAddress.IsHost(next, host);
        return isHere ? new UriBuilder(_camera) { Scheme = next!.Scheme, Port = next.Port, Path = next.AbsolutePath, Query = next.Query }.Uri : null;
    }

    private static HttpRequestMessage Request(Uri at, SoapQuestion question, string header)
    {
        var content = new ByteArrayContent(question.Envelope(header));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse($"application/soap+xml; charset=utf-8; action=\"{question.Action}\"");
        var request = new HttpRequestMessage(HttpMethod.Post, at) { Content = content };

        // The scope of a link-local address means nothing to the camera (RFC 6874, section 4).
        request.Headers.Host = at.HostNameType == UriHostNameType.IPv6 && IPAddress.TryParse(at.DnsSafeHost, out var host)
            ? $"{CameraAddress.HostOf(new IPAddress(host.GetAddressBytes()))}{(at.IsDefaultPort ? "" : FormattableString.Invariant($":{at.Port}"))}"
            : null;
        return request;
    }

    private static async Task<SoapReply> ReadAsync(HttpResponseMessage answer, bool hasPassword, CancellationToken end)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(end);
        var buffer = new byte[MostBytes + 1];
        var length = answer.Content.Headers.ContentLength > MostBytes ? buffer.Length : await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, end);
        if (length > MostBytes)
        {
            return new SoapReply(SoapOutcome.Faulted, null, $"the answer has more than {MostBytes / 1024} KiB");
        }

        var status = $"HTTP {(int)answer.StatusCode}";
        if (XmlPart.Parse(buffer.AsSpan(0, length), out var fault) is not { } envelope)
        {
            return new SoapReply(SoapOutcome.Faulted, null, $"the answer, {status}, {fault}");
        }

        if (envelope.Name != "Envelope" || envelope.At("Body") is not { Children.Count: > 0 } body)
        {
            return new SoapReply(SoapOutcome.Faulted, null, $"the answer, {status}, is no SOAP");
        }

        return body.At("Fault") is { } said ? SoapFault.Read(said, hasPassword) : new SoapReply(SoapOutcome.Answered, body.Children[0], "");
    }

    // Cameras make their certificates themselves; what is asked for is no secret, and the password goes as a digest.
    [SuppressMessage("Security", "CA5359:Do Not Disable Certificate Validation", Justification = "Cameras on a private network have no certificate that anybody vouches for.")]
    private static HttpClient Make(ICredentials? credentials)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            MaxResponseHeadersLength = MostHeaderKib,
            MaxResponseDrainSize = 0,
            Credentials = credentials,
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
