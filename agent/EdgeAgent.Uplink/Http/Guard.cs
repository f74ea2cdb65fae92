using System.Net;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Uplink.Http;

/// <summary>
/// The outermost of our own: on loopback addresses alone it checks the Host, and it has the last word on errors. Whatever a handler let through becomes a problem,
/// and an empty 4xx of the server's own gets a body.
/// </summary>
internal sealed class Guard(IEnumerable<IPEndPoint> listen)
{
    private readonly HashSet<IPEndPoint> _loopback = [.. listen.Where(a => IPAddress.IsLoopback(a.Address))];

    /// <summary>Serves a request.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!IsLoopbackName(context.Request.Host.Host) && _loopback.Contains(new IPEndPoint(context.Connection.LocalIpAddress ?? IPAddress.Loopback, context.Connection.LocalPort)))
        {
            await Problems.WriteAsync(context, 403, "the Host is not a loopback name; expected localhost, 127.0.0.1 or [::1]", "foreign-host").ConfigureAwait(false);
            return;
        }

        try
        {
            await next(context).ConfigureAwait(false);
            if (context.Response.StatusCode is 405 or 404 && !context.Response.HasStarted)
            {
                await Problems.WriteAsync(context, context.Response.StatusCode, $"{context.Request.Method} is not for this address").ConfigureAwait(false);
            }
        }
        catch (BadHttpRequestException e)
        {
            await Problems.WriteAsync(context, e.StatusCode, e.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The reader went away.
        }
    }

    // A name that a web page chose to resolve to loopback is not ours (DNS rebinding).
    private static bool IsLoopbackName(string host) =>
        host.Length == 0 || host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
