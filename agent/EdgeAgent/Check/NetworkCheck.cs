using System.Net;
using System.Net.Sockets;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Check;

/// <summary>Looks at the addresses that a site listens on, the brokers that it names and the servers that it reads. Sends nothing to any.</summary>
internal static class NetworkCheck
{
    private static readonly TimeSpan LookUpLimit = TimeSpan.FromSeconds(3);

    /// <summary>Adds a line for each address; <paramref name="holder"/> is the agent that runs on the data path, or null.</summary>
    public static void Listen(Site site, string? holder, List<CheckLine> lines)
    {
        foreach (var endPoint in (site.Pull?.Listen ?? []).Concat(site.Console?.Listen ?? []))
        {
            lines.Add(Look(endPoint, holder));
        }
    }

    /// <summary>Looks up all brokers at once, 3 s at most in all. An installer often has no network yet, so nothing here fails.</summary>
    public static async Task BrokersAsync(Site site, List<CheckLine> lines, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(LookUpLimit);
        var hosts = site.Links.SelectMany(u => u.Servers).Select(s => s.DnsSafeHost).Distinct(StringComparer.OrdinalIgnoreCase);
        lines.AddRange(await Task.WhenAll(hosts.Select(h => LookUpAsync(h, limit.Token))).ConfigureAwait(false));
    }

    /// <summary>Connects to each serial server and network device once, 3 s at most in all, and closes again. A server that takes one client alone is left to a running agent.</summary>
    public static async Task ServersAsync(Site site, string? holder, List<CheckLine> lines, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(LookUpLimit);
        var servers = site.Sources.OfType<BusPlan>().Select(b => b.Server).OfType<ServerAddress>().Distinct();
        lines.AddRange(await Task.WhenAll(servers.Select(s => ConnectAsync(s, holder, limit.Token))).ConfigureAwait(false));
    }

    private static async Task<CheckLine> ConnectAsync(ServerAddress server, string? holder, CancellationToken cancel)
    {
        if (holder is not null)
        {
            return new CheckLine(CheckStatus.Ok, "server", $"{server} is left to the agent that runs (process {holder})");
        }

        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(server.Host, server.Port, cancel).ConfigureAwait(false);
            return new CheckLine(CheckStatus.Ok, "server", $"{server} takes connections");
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            var why = e is OperationCanceledException ? $"no answer within {LookUpLimit.TotalSeconds} s" : e.Message;
            return new CheckLine(CheckStatus.Fail, "server", $"{server}: {why}", "check its address, its port and its mode (TCP server, raw)");
        }
    }

    private static CheckLine Look(IPEndPoint endPoint, string? holder)
    {
        var what = $"listen {endPoint.Port}";
        try
        {
            using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(endPoint);
            return new CheckLine(CheckStatus.Ok, what, $"{endPoint} is free");
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse && holder is not null)
        {
            return new CheckLine(CheckStatus.Ok, what, $"{endPoint} is in use while the agent runs (process {holder})");
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
        {
            return new CheckLine(CheckStatus.Warn, what, $"{endPoint}: this machine has no such address", "name an address that it has, or switch IPv6 on");
        }
        catch (SocketException e)
        {
            return new CheckLine(CheckStatus.Fail, what, $"{endPoint}: {e.Message}", $"stop what listens there (see it with: ss -ltnp sport = :{endPoint.Port}) or name another port");
        }
    }

    private static async Task<CheckLine> LookUpAsync(string host, CancellationToken cancel)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, cancel).ConfigureAwait(false);
            return new CheckLine(CheckStatus.Ok, "broker", $"{host} is {string.Join(", ", addresses.Take(4).Select(a => a.ToString()))}");
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ArgumentException)
        {
            var why = e is OperationCanceledException ? $"no answer within {LookUpLimit.TotalSeconds} s" : e.Message;
            return new CheckLine(CheckStatus.Warn, "broker", $"{host} cannot be looked up: {why}", "check the name and the network; summaries are kept until the broker is there");
        }
    }
}
