using System.Security.Cryptography;
using System.Text;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Listening;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Sensors.Hj212;

/// <summary>The HJ 212 stations of one source; see <see cref="StationGroup"/>.</summary>
public sealed class Hj212Group : StationGroup
{
    private const int MaxTold = 64;

    private readonly Hj212Station[] _stations;
    private readonly byte[]?[] _passwords;
    private readonly bool[] _toldPassword;
    private readonly HashSet<string> _toldUnknown = new(StringComparer.Ordinal);
    private readonly Secrets? _secrets;
    private readonly ILogger _log;

    /// <summary>Makes a group.</summary>
    /// <param name="devices">The stations.</param>
    /// <param name="edition">Edition of the standard.</param>
    /// <param name="pointBase">Index of the first point in the site's table.</param>
    /// <param name="deviceBase">Index of the first device.</param>
    /// <param name="secrets">Where passwords are; null when no station has one.</param>
    /// <param name="log">Where unknown stations are told; null for nowhere.</param>
    public Hj212Group(IReadOnlyList<Hj212Device> devices, Hj212Edition edition, int pointBase, int deviceBase, Secrets? secrets = null, ILogger? log = null)
        : this(devices, edition, pointBase, deviceBase, secrets, log, new BusStatistics())
    {
    }

    private Hj212Group(IReadOnlyList<Hj212Device> devices, Hj212Edition edition, int pointBase, int deviceBase, Secrets? secrets, ILogger? log, BusStatistics statistics)
        : base(statistics, new SilenceWatch(Watched(devices, pointBase, deviceBase), statistics))
    {
        Edition = edition;
        _stations = [.. devices.Select(d => new Hj212Station(d, edition, pointBase))];
        _passwords = new byte[]?[devices.Count];
        _toldPassword = new bool[devices.Count];
        _secrets = secrets;
        _log = log ?? NullLogger.Instance;
        AllowsSwapped = devices.Any(d => d.IsSwapped);
    }

    /// <summary>Edition of the standard.</summary>
    public Hj212Edition Edition { get; }

    /// <summary>True when some station swaps the bytes of its check sum.</summary>
    public bool AllowsSwapped { get; }

    /// <summary>Messages given up because packets were missing.</summary>
    public long GivenUp => _stations.Sum(s => s.GivenUp);

    /// <inheritdoc/>
    public override IStationLink Connect(string peer) => new Hj212Link(this, peer);

    internal Hj212Station Station(int index) => _stations[index];

    /// <summary>Index of the station with an MN; -1 for none, which is told once.</summary>
    internal int Find(ReadOnlySpan<byte> mn, string peer)
    {
        for (var i = 0; i < _stations.Length; i++)
        {
            if (mn.SequenceEqual(_stations[i].Device.Mn))
            {
                return i;
            }
        }

        if (_toldUnknown.Count < MaxTold)
        {
            var shown = Core.Sensing.Decoding.Excerpt.Of(mn);
            if (_toldUnknown.Add(shown))
            {
                Log.UnknownStation(_log, peer, shown);
            }
        }

        return -1;
    }

    /// <summary>True when a station may speak with a password. The secret is read when the station first speaks.</summary>
    internal bool Admits(int index, ReadOnlySpan<byte> password)
    {
        var device = _stations[index].Device;
        if (device.PasswordName.Length == 0)
        {
            return true;
        }

        if (_passwords[index] is null && _secrets?.Find(device.PasswordName) is { Value: { } value })
        {
            _passwords[index] = Encoding.UTF8.GetBytes(value);
        }

        if (_passwords[index] is { } expected && CryptographicOperations.FixedTimeEquals(expected, password))
        {
            return true;
        }

        if (!_toldPassword[index])
        {
            _toldPassword[index] = true;
            TellRefused(index, device);
        }

        return false;
    }

    private void TellRefused(int index, Hj212Device device)
    {
        if (_passwords[index] is null)
        {
            Log.NoPassword(_log, device.Name, _secrets?.Find(device.PasswordName).Fault ?? "there is no folder of secrets");
        }
        else
        {
            Log.WrongPassword(_log, device.Name);
        }
    }

    private static List<WatchedDevice> Watched(IReadOnlyList<Hj212Device> devices, int pointBase, int deviceBase) =>
        [.. devices.Select((d, i) => new WatchedDevice(deviceBase + i, [.. d.Points.Select(p => pointBase + p.Index)], d.IntervalMs, d.SilenceMs))];
}
