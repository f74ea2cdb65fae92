using System.Net.Sockets;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Sensors.Serial;

/// <summary>Connects to a serial server by IPv6 or IPv4, whichever its name gives and answers. The connecting is done beside the host's thread, so that the driver's deadlines are kept.</summary>
/// <param name="server">The server.</param>
/// <param name="time">For the time-out.</param>
public sealed class TcpLineOpener(ServerAddress server, TimeProvider time) : ILineOpener
{
    private const int ConnectLimitMs = 5_000;

    private readonly CancellationTokenSource _stop = new();
    private Task<LineOpening>? _pending;

    /// <summary>A server that is down is asked every 10 s at the latest: a device behind it is not to blame and waits no longer than that.</summary>
    public long LastRetryNs => 10_000_000_000;

    /// <inheritdoc/>
    public LineOpening TryOpen(Action wake)
    {
        if (_pending is null)
        {
            _pending = ConnectAsync();
            _pending.GetAwaiter().UnsafeOnCompleted(wake);
        }

        if (!_pending.IsCompleted)
        {
            return new LineOpening(null, $"{server}: connecting", IsPending: true);
        }

        var done = _pending.GetAwaiter().GetResult();
        _pending = null;
        return done;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        if (_pending is { } pending)
        {
            _pending = null;
            pending.GetAwaiter().OnCompleted(() => pending.GetAwaiter().GetResult().Line?.Dispose());
        }

        _stop.Dispose();
    }

    private async Task<LineOpening> ConnectAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(ConnectLimitMs), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(server.Host, server.Port, either.Token).ConfigureAwait(false);
            return new LineOpening(new TcpLine(socket), "");
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            var why = e is SocketException s ? s.SocketErrorCode switch
            {
                SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "its name is not known",
                SocketError.ConnectionRefused => "nobody listens there",
                _ => s.Message,
            }
            : "no answer within 5 s";
            return new LineOpening(null, $"{server}: {why}");
        }
    }
}
