using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.Inference.Video.Onvif;

/// <summary>Gathers the answers to probes: merges what one device says over several networks, counts what cannot be used, and keeps within limits. Not thread-safe.</summary>
/// <param name="asked">Ids of the probes.</param>
public sealed class ProbeCollector(IReadOnlyCollection<Guid> asked)
{
    /// <summary>Longest datagram, bytes (SOAP-over-UDP, section 3.2).</summary>
    public const int MostBytes = 32_767;

    /// <summary>Most datagrams of a search that are read.</summary>
    public const int MostDatagrams = 4_096;

    /// <summary>Most cameras of a search.</summary>
    public const int MostCameras = 256;

    /// <summary>Most cameras behind one address: an encoder or recorder may show each of its channels as one.</summary>
    public const int MostOfSender = 16;

    /// <summary>Most addresses of a camera.</summary>
    public const int MostPlaces = 8;

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<IPAddress, int> _senders = [];
    private readonly HashSet<string> _others = new(StringComparer.OrdinalIgnoreCase);
    private int _taken;
    private int _malformed;
    private int _foreign;
    private int _dropped;
    private int _far;
    private string _firstMalformed = "";
    private string _firstFar = "";

    /// <summary>Cameras so far.</summary>
    public int Count => _entries.Count;

    /// <summary>True when no further datagram is read.</summary>
    public bool IsFull => _taken >= MostDatagrams;

    /// <summary>Takes a datagram; never throws for what it holds. <paramref name="isNear"/>: the sender may be called, see <see cref="ProbeInterface.IsNear"/>.</summary>
    public void Take(ReadOnlySpan<byte> datagram, IPAddress sender, string interfaceName, bool isNear)
    {
        if (IsFull)
        {
            return;
        }

        _taken++;
        if (!isNear)
        {
            _firstFar = _far++ == 0 ? CameraAddress.Show(sender) : _firstFar;
            return;
        }

        var fault = $"has more than {MostBytes} bytes";
        if (datagram.Length > MostBytes || ProbeReply.Parse(datagram, out fault) is not { } reply)
        {
            _firstMalformed = _malformed++ == 0 ? $"from {CameraAddress.Show(sender)} {fault}" : _firstMalformed;
            return;
        }

        // Some cameras leave out what they answer to; one that names another question answers somebody else.
        if (reply.RelatesTo.Length > 0 && !asked.Any(a => reply.RelatesTo.EndsWith(a.ToString("D"), StringComparison.OrdinalIgnoreCase)))
        {
            _foreign++;
            return;
        }

        foreach (var match in reply.Matches)
        {
            Take(match, sender, interfaceName);
        }
    }

    /// <summary>All that was found.</summary>
    public DiscoveryResult Result(IEnumerable<string> remarks) => new(
        [.. _entries.Values.Select(e => new DiscoveredCamera(e.Endpoint, CameraScopes.Of(e.Scopes), [.. e.Places.OrderBy(p => Rank(p.Host))]))],
        _malformed,
        [.. remarks, .. Remarks()]);

    private void Take(ProbeMatch match, IPAddress sender, string interfaceName)
    {
        var key = match.Endpoint.Length > 0 ? match.Endpoint : CameraAddress.Show(sender);
        if (!match.IsCamera)
        {
            _ = _others.Count < MostCameras && _others.Add(key);
            return;
        }

        if (!_entries.TryGetValue(key, out var entry))
        {
            var ofSender = _senders.GetValueOrDefault(sender);
            if (_entries.Count >= MostCameras || ofSender >= MostOfSender)
            {
                _dropped++;
                return;
            }

            _senders[sender] = ofSender + 1;
            entry = new Entry(match.Endpoint);
            _entries.Add(key, entry);
        }

        if (entry.Scopes.Count == 0)
        {
            entry.Scopes.AddRange(match.Scopes);
        }

        if (entry.Places.Count < MostPlaces && entry.Places.TrueForAll(p => !p.Host.Equals(sender)))
        {
            entry.Places.Add(new CameraPlace(sender, interfaceName, CameraAddress.Choose(match.Addresses, sender, out var note), note));
        }
    }

    // IPv4 first: a stream's address with a scope is good on this gateway alone.
    private static int Rank(IPAddress host) => host.AddressFamily == AddressFamily.InterNetwork ? 0 : host.IsIPv6LinkLocal ? 2 : 1;

    private IEnumerable<string> Remarks()
    {
        if (_malformed > 0)
        {
            yield return $"{_malformed} {(_malformed == 1 ? "datagram" : "datagrams")} could not be read; the first, {_firstMalformed}";
        }

        if (_foreign > 0)
        {
            yield return $"{_foreign} answers to questions of somebody else were passed over";
        }

        if (_far > 0)
        {
            yield return $"{_far} answers from public addresses that are not on the link were passed over, the first from {_firstFar}";
        }

        if (_others.Count > 0)
        {
            yield return $"{_others.Count} {(_others.Count == 1 ? "device that is no camera" : "devices that are no cameras")} answered too";
        }

        if (_dropped > 0)
        {
            yield return $"{_dropped} answers were passed over: {MostCameras} cameras at most, {MostOfSender} of one address";
        }

        if (IsFull)
        {
            yield return $"only the first {MostDatagrams} datagrams were read";
        }
    }

    private sealed class Entry(string endpoint)
    {
        public string Endpoint { get; } = endpoint;

        public List<string> Scopes { get; } = [];

        public List<CameraPlace> Places { get; } = [];
    }
}
