using EdgeAgent.Core.Config.JsonPaths;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Sensors.Mqtt;

/// <summary>Makes readings of one device's messages. Pure; nothing allocated per message that can be read.</summary>
/// <param name="device">The device.</param>
/// <param name="index">Its index in the source.</param>
/// <param name="firstPoint">Index of its first point in the site's table.</param>
/// <param name="config">Limits.</param>
/// <param name="counts">Counts of the source.</param>
/// <param name="notes">Takes faults that were not told before.</param>
internal sealed class DeviceReader(MqttDevice device, int index, int firstPoint, MqttSourceConfig config, MqttCounts counts, List<PayloadNote> notes)
{
    // A jump of the numbers beyond this is a device that counts anew from elsewhere, not a loss.
    private const long MaxGap = 65_536;

    private readonly JsonPathSet _paths = new(PathsOf(device), config.MaxDepth);
    private readonly bool _takesWords = device.Points.Any(p => p.Path.IsRoot);
    private readonly int _timePath = device.Points.Count;
    private readonly int _sequencePath = device.Points.Count + (device.Time is null ? 0 : 1);
    private readonly ushort[] _told = new ushort[device.Points.Count + 1];
    private long _sequence = -1;
    private long _lastNs;

    /// <summary>Index of its first point in the site's table.</summary>
    public int FirstPoint => firstPoint;

    /// <summary>Reads a message: Good when something of the device was in it; NotPolled when it is none to be read; else why it cannot be read.</summary>
    public Quality Read(ReadOnlySpan<byte> payload, bool isRetained, in Now now, List<Reading> readings)
    {
        if (isRetained && !device.TakesRetained)
        {
            counts.CountRetained();
            return Quality.NotPolled;
        }

        if (payload.Length > config.MaxMessageBytes)
        {
            return Refuse(Quality.Overlong, PayloadFault.TooLong, now, readings);
        }

        if (!(_takesWords ? _paths.TryEvaluateWord(payload) : _paths.TryEvaluate(payload)))
        {
            return Refuse(Quality.Malformed, PayloadFault.NoJson, now, readings);
        }

        if (!TryTime(payload, isRetained, now, out var atNs))
        {
            counts.CountStale();
            return Quality.NotPolled;
        }

        if (IsRepeated())
        {
            counts.CountRepeated();
            return Quality.NotPolled;
        }

        _lastNs = Math.Max(_lastNs, atNs);
        return ReadPoints(payload, readings) ? Quality.Good : Refuse(Quality.Malformed, PayloadFault.NoPoints, now, readings);
    }

    /// <summary>A reading without a value for each point.</summary>
    public void Fail(Quality quality, in Now now, List<Reading> readings)
    {
        _lastNs = now.MonoNs;
        for (var i = 0; i < device.Points.Count; i++)
        {
            readings.Add(new Reading(firstPoint + i, quality, double.NaN, now.MonoNs));
        }
    }

    private static List<JsonPath> PathsOf(MqttDevice device)
    {
        var paths = device.Points.Select(p => p.Path).ToList();
        paths.AddRange(new[] { device.Time, device.Sequence }.OfType<JsonPath>());
        return paths;
    }

    private bool ReadPoints(ReadOnlySpan<byte> payload, List<Reading> readings)
    {
        var found = false;
        for (var i = 0; i < device.Points.Count; i++)
        {
            ref readonly var hit = ref _paths.Hits[i];
            if (hit.Kind == JsonHitKind.Missing)
            {
                continue;
            }

            found = true;
            var (quality, value, fault) = PointReader.Read(device.Points[i], hit, payload);
            Note(i, fault);
            readings.Add(new Reading(firstPoint + i, quality, value, _lastNs));
        }

        return found;
    }

    private Quality Refuse(Quality quality, PayloadFault fault, in Now now, List<Reading> readings)
    {
        Note(-1, fault);
        Fail(quality, now, readings);
        return quality;
    }

    private void Note(int point, PayloadFault fault)
    {
        var bit = (ushort)(1 << (int)fault);
        if (fault != PayloadFault.None && (_told[point + 1] & bit) == 0)
        {
            _told[point + 1] |= bit;
            notes.Add(new PayloadNote(index, point, fault));
        }
    }

    // When it was measured, CLOCK_BOOTTIME; false for a kept message that is too old. A device's clock that lies too far off is not believed.
    private bool TryTime(ReadOnlySpan<byte> payload, bool isRetained, in Now now, out long atNs)
    {
        atNs = now.MonoNs;
        if (device.Time is null || now.Clock == ClockQuality.Unsynced)
        {
            return true;
        }

        if (!TryUtc(payload, out var utcMs))
        {
            Note(-1, PayloadFault.Time);
            return true;
        }

        var ageMs = now.UtcMs - utcMs;
        if (Math.Abs(ageMs) > device.SilenceMs)
        {
            Note(-1, isRetained ? PayloadFault.None : PayloadFault.Time);
            return !isRetained;
        }

        // No reading lies in the future: a window would close early.
        atNs = now.MonoNs - (Math.Max(0, ageMs) * 1_000_000);
        return true;
    }

    private bool TryUtc(ReadOnlySpan<byte> payload, out long utcMs)
    {
        const double MaxMs = 4e12;
        utcMs = 0;
        ref readonly var hit = ref _paths.Hits[_timePath];
        if (device.TimeForm == TimeForm.Iso8601)
        {
            return hit.TryMoment(payload, out utcMs);
        }

        if (!hit.TryNumber(payload, out var number))
        {
            return false;
        }

        var ms = device.TimeForm == TimeForm.Unix ? number * 1_000 : number;
        utcMs = Math.Abs(ms) < MaxMs ? (long)ms : 0;
        return Math.Abs(ms) < MaxMs;
    }

    private bool IsRepeated()
    {
        const double MaxExact = 9_007_199_254_740_992;
        if (device.Sequence is null)
        {
            return false;
        }

        ref readonly var hit = ref _paths.Hits[_sequencePath];
        var number = hit.Number;
        if (!(hit.Kind == JsonHitKind.Number && number >= 0 && number < MaxExact && Math.Floor(number).Equals(number)))
        {
            Note(-1, PayloadFault.Sequence);
            return false;
        }

        var (last, next) = (_sequence, (long)number);
        _sequence = next;
        if (last < 0 || next == last)
        {
            return next == last;
        }

        if (next < last || next - last > MaxGap)
        {
            counts.CountRestart();
        }
        else
        {
            counts.CountLost(next - last - 1);
        }

        return false;
    }
}
