namespace EdgeAgent.Core.Mqtt;

/// <summary>
/// By which version of MQTT each server is spoken to: 5, unless it said that it does not know it, or closed on it twice in a row. A close proves little, so it counts for one
/// connection only, and before 3.1.1 is used after closes, 5 is asked once more. Pure. One thread.
/// </summary>
/// <param name="servers">How many there are.</param>
public sealed class ServerVersions(int servers)
{
    private const int ClosesBefore311 = 2;
    private readonly ServerVersion[] _servers = new ServerVersion[servers];

    /// <summary>How many there are.</summary>
    public int Count => _servers.Length;

    /// <summary>False when a server is spoken to by MQTT 3.1.1.</summary>
    public bool IsVersion5(int server) => !_servers[server].IsRefused && _servers[server].Closes < ClosesBefore311;

    /// <summary>A server accepted a connection; true when 5 must be asked once more first.</summary>
    public bool MustAskAgain(int server)
    {
        ref var known = ref _servers[server];
        if (IsVersion5(server) || known.IsRefused || known.Answers311)
        {
            return false;
        }

        // It may have been down, behind something that accepts for it, and be back: 3.1.1 tells less.
        known.Answers311 = true;
        known.Closes = ClosesBefore311 - 1;
        return true;
    }

    /// <summary>A server refused a connection; true when it may be tried by 3.1.1 at once.</summary>
    public bool Refuse(int server, int code)
    {
        var isOld = IsVersion5(server) && code is MosquittoCodes.ReasonUnsupportedProtocol or MosquittoCodes.Refused311Protocol;
        var isAgain = isOld && !_servers[server].IsRefused;
        _servers[server].IsRefused |= isOld;
        return isAgain;
    }

    /// <summary>A connection ended; true when this answers the question whether 5 is known after all.</summary>
    public bool Close(int server, in ClientEvent input, bool wasConnected)
    {
        ref var known = ref _servers[server];
        if (!IsVersion5(server))
        {
            known.Forget();
            return false;
        }

        if (wasConnected || (input.Kind != ClientEventKind.Disconnected && input.Code != MosquittoCodes.ConnectionLost))
        {
            return false;
        }

        known.Closes++;
        return known.Answers311 && known.Closes == ClosesBefore311;
    }

    /// <summary>Closes of a server count no longer.</summary>
    public void Forget(int server) => _servers[server].Forget();

    private struct ServerVersion
    {
        /// <summary>It told that it knows no version 5.</summary>
        public bool IsRefused;

        /// <summary>Connections by version 5 in a row that it closed without a CONNACK.</summary>
        public int Closes;

        /// <summary>It answered by 3.1.1 after such closes.</summary>
        public bool Answers311;

        public void Forget() => (Closes, Answers311) = (0, false);
    }
}
