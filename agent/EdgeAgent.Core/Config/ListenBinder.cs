using System.Globalization;
using System.Net;
using System.Text.Json;

namespace EdgeAgent.Core.Config;

/// <summary>Binds the addresses that the pull API and the status page listen on; no two may take the same.</summary>
internal sealed class ListenBinder(BindContext context)
{
    private readonly Dictionary<IPEndPoint, string> _taken = [];

    /// <summary>
    /// The addresses in `listen` of <paramref name="element"/>, or loopback with <paramref name="port"/>. Others than loopback are a fault that tells
    /// <paramref name="onlyLoopback"/>; when that is empty they may be.
    /// </summary>
    public List<IPEndPoint> Bind(JsonElement element, string path, int port, string onlyLoopback)
    {
        var result = new List<IPEndPoint>();
        if (!element.TryGetProperty("listen", out var listen))
        {
            result.AddRange([new IPEndPoint(IPAddress.Loopback, port), new IPEndPoint(IPAddress.IPv6Loopback, port)]);
            result.ForEach(e => Take(e, path));
            return result;
        }

        var isList = listen.ValueKind == JsonValueKind.Array;
        foreach (var item in isList ? listen.EnumerateArray() : Enumerable.Repeat(listen, 1))
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}.listen{(isList ? $"[{result.Count}]" : "")}");
            _ = SchemaText.TryEndPoint(item.GetString()!, out var endPoint);
            if (onlyLoopback.Length > 0 && !IPAddress.IsLoopback(endPoint.Address))
            {
                context.At(at).Fault($"\"{item.GetString()}\" is not loopback", onlyLoopback);
            }

            Take(endPoint, at);
            result.Add(endPoint);
        }

        return result;
    }

    private void Take(IPEndPoint endPoint, string at)
    {
        if (!_taken.TryAdd(endPoint, at))
        {
            context.At(at).Fault($"{endPoint} is taken by {_taken[endPoint]} already", "an address and port of its own");
        }
    }
}
