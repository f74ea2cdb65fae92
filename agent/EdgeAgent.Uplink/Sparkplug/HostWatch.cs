namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>
/// Whether the primary host application is there, judged by its STATE messages: one that is older than what is known counts for nothing. What is known of a
/// server stays known over its sessions, because a host application keeps a time for each server. Pure.
/// </summary>
/// <param name="servers">How many servers there are.</param>
public sealed class HostWatch(int servers)
{
    private readonly long?[] _lastMs = new long?[servers];
    private readonly long?[] _onlineMs = new long?[servers];

    /// <summary>True while it is known to be online at the server of the session.</summary>
    public bool IsOnline { get; private set; }

    /// <summary>A new session begins: nothing is known of it yet.</summary>
    public void Begin() => IsOnline = false;

    /// <summary>Takes a message of a server; true when the host application has gone, so that the session must end.</summary>
    public bool IsGone(int server, HostState state)
    {
        if (state.IsOnline)
        {
            if (_lastMs[server] is not { } last || state.TimestampMs >= last)
            {
                _lastMs[server] = state.TimestampMs;
                _onlineMs[server] = state.TimestampMs;
                IsOnline = true;
            }

            return false;
        }

        if (_onlineMs[server] is { } online && state.TimestampMs < online)
        {
            return false;
        }

        _lastMs[server] = Math.Max(_lastMs[server] ?? long.MinValue, state.TimestampMs);
        IsOnline = false;
        return true;
    }
}
