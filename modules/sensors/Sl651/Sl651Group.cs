using System.Globalization;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Listening;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Sensors.Sl651;

/// <summary>The SL 651 stations of one source; see <see cref="StationGroup"/>.</summary>
public sealed class Sl651Group : StationGroup
{
    private const int MaxTold = 64;

    private readonly Sl651Station[] _stations;
    private readonly int[] _passwords;
    private readonly bool[] _toldPassword;
    private readonly HashSet<ulong> _toldUnknown = [];
    private readonly Secrets? _secrets;
    private readonly ILogger _log;

    /// <summary>Makes a group.</summary>
    /// <param name="devices">The stations.</param>
    /// <param name="pointBase">Index of the first point in the site's table.</param>
    /// <param name="deviceBase">Index of the first device.</param>
    /// <param name="secrets">Where passwords are; null when no station has one.</param>
    /// <param name="log">Where unknown stations are told; null for nowhere.</param>
    public Sl651Group(IReadOnlyList<Sl651Device> devices, int pointBase, int deviceBase, Secrets? secrets = null, ILogger? log = null)
        : this(devices, pointBase, deviceBase, secrets, log, new BusStatistics())
    {
    }

    private Sl651Group(IReadOnlyList<Sl651Device> devices, int pointBase, int deviceBase, Secrets? secrets, ILogger? log, BusStatistics statistics)
        : base(statistics, new SilenceWatch(Watched(devices, pointBase, deviceBase), statistics))
    {
        _stations = [.. devices.Select(d => new Sl651Station(d, pointBase))];
        _passwords = new int[devices.Count];
        Array.Fill(_passwords, -1);
        _toldPassword = new bool[devices.Count];
        _secrets = secrets;
        _log = log ?? NullLogger.Instance;
    }

    /// <summary>Messages given up because packets were missing.</summary>
    public long GivenUp => _stations.Sum(s => s.Packets.GivenUp);

    /// <inheritdoc/>
    public override IStationLink Connect(string peer) => new Sl651Link(this, peer);

    internal Sl651Station Station(int index) => _stations[index];

    /// <summary>Index of a station; -1 for none, which is told once.</summary>
    internal int Find(ulong station, string peer)
    {
        for (var i = 0; i < _stations.Length; i++)
        {
            if (_stations[i].Device.Station == station)
            {
                return i;
            }
        }

        if (_toldUnknown.Count < MaxTold && _toldUnknown.Add(station))
        {
            Log.UnknownStation(_log, peer, station.ToString("X10", CultureInfo.InvariantCulture));
        }

        return -1;
    }

    /// <summary>True when a station may speak with a password. The secret is read when the station first speaks.</summary>
    internal bool Admits(int index, ushort password)
    {
        var device = _stations[index].Device;
        if (device.PasswordName.Length == 0)
        {
            return true;
        }

        var fault = "";
        if (_passwords[index] < 0)
        {
            fault = Read(index, device.PasswordName);
        }

        if (_passwords[index] == password)
        {
            return true;
        }

        if (!_toldPassword[index])
        {
            _toldPassword[index] = true;
            if (fault.Length > 0)
            {
                Log.NoPassword(_log, device.Name, fault);
            }
            else
            {
                Log.WrongPassword(_log, device.Name);
            }
        }

        return false;
    }

    private string Read(int index, string name)
    {
        if (_secrets?.Find(name) is not { } found)
        {
            return "there is no folder of secrets";
        }

        if (found.Value is null)
        {
            return found.Fault;
        }

        if (found.Value.Length != 4 || !ushort.TryParse(found.Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var password))
        {
            return $"the secret '{name}' is no password of SL 651; expected four hex digits";
        }

        _passwords[index] = password;
        return "";
    }

    private static List<WatchedDevice> Watched(IReadOnlyList<Sl651Device> devices, int pointBase, int deviceBase) =>
        [.. devices.Select((d, i) => new WatchedDevice(deviceBase + i, [.. d.Points.Select(p => pointBase + p.Index)], d.IntervalMs, d.SilenceMs))];
}
