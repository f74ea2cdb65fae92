using EdgeAgent.Core.Config;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeAgent.Uplink.Http;

/// <summary>Routes of the pull API: none is mapped without saying which scope it needs.</summary>
internal static class Routes
{
    private static readonly string[] Put = ["PUT"];
    private static readonly string[] Post = ["POST"];
    private static readonly string[] Delete = ["DELETE"];

    /// <summary>Maps GET (and nothing else).</summary>
    public static void Get(this IEndpointRouteBuilder routes, string pattern, PullScopes scope, RequestDelegate handler) =>
        routes.MapGet(pattern, handler).WithMetadata(new NeedsScope(scope));

    /// <summary>Maps PUT.</summary>
    public static void PutTo(this IEndpointRouteBuilder routes, string pattern, PullScopes scope, RequestDelegate handler) =>
        routes.MapMethods(pattern, Put, handler).WithMetadata(new NeedsScope(scope));

    /// <summary>Maps POST.</summary>
    public static void PostTo(this IEndpointRouteBuilder routes, string pattern, PullScopes scope, RequestDelegate handler) =>
        routes.MapMethods(pattern, Post, handler).WithMetadata(new NeedsScope(scope));

    /// <summary>Maps DELETE.</summary>
    public static void DeleteAt(this IEndpointRouteBuilder routes, string pattern, PullScopes scope, RequestDelegate handler) =>
        routes.MapMethods(pattern, Delete, handler).WithMetadata(new NeedsScope(scope));

    /// <summary>400 for a query where there are no parameters; true when it was answered.</summary>
    public static async Task<bool> RefusesQueryAsync(this HttpContext context)
    {
        if (context.Request.Query.Count == 0)
        {
            return false;
        }

        var key = context.Request.Query.Keys.First();
        await Problems.WriteAsync(context, 400, $"unknown parameter '{(key.Length > 40 ? key[..37] + "..." : key)}'; expected none").ConfigureAwait(false);
        return true;
    }
}
