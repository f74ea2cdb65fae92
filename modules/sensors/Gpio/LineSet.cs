using System.Globalization;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Sensors.Gpio;

/// <summary>A source's lines: takes them, finds out when they are gone, reads, drives and gives them back. Belongs to its host's thread.</summary>
internal sealed class LineSet
{
    private readonly SourceParts _parts;
    private readonly IGpioSystem _system;
    private readonly EventClock _clock;
    private readonly DeviceState[] _devices;
    private readonly int _deviceBase;

    /// <summary>Makes the lines of <paramref name="points"/>; none is taken. <paramref name="pulses"/> gives what a counter begins with.</summary>
    public LineSet(IReadOnlyList<GpioPoint> points, int deviceCount, SourceParts parts, int pointBase, int deviceBase, IGpioSystem system, EventClock clock, Func<GpioPoint, long> pulses)
    {
        _parts = parts;
        _system = system;
        _clock = clock;
        _deviceBase = deviceBase;
        Lines = [.. points.Select((p, i) => new LineReader(p, pointBase + i, pulses(p)))];
        _devices = [.. Enumerable.Range(0, deviceCount).Select(d => new DeviceState([.. Lines.Where(l => l.Plan.Device == d)]))];
    }

    public LineReader[] Lines { get; }

    public BusStatistics Statistics { get; } = new();

    /// <summary>What was read since the host took it.</summary>
    public List<Reading> Readings { get; } = new(1_024);

    /// <summary>Devices lost or back since the host took them.</summary>
    public List<DeviceChange> Changes { get; } = new(16);

    /// <summary>Why a device is lost, of the first that is; empty when none is.</summary>
    public string Fault { get; private set; } = "";

    /// <summary>True while one device at least is not lost.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Takes lines that are not held, and asks those that are whether they still are.</summary>
    public void Look(long nowNs)
    {
        foreach (var line in Lines)
        {
            if (line.Line is { } held)
            {
                if (held.Get() < 0)
                {
                    Lose(line, nowNs);
                }
            }
            else if (_system.Open(line.Plan.WishFor(_parts.Profile.Lines[line.Plan.Line]), out var fault) is { } opened)
            {
                Take(line, opened, nowNs);
            }
            else if (fault != line.Fault)
            {
                line.Fault = fault;
                Log.NotHad(_parts.Log, line.Plan.Line, line.Plan.Name, fault);
            }
        }
    }

    /// <summary>Reads a line now.</summary>
    public void Poll(LineReader line, long nowNs)
    {
        line.NextPollNs = Math.Max(line.NextPollNs, nowNs - 1) + (line.Plan.PollMs * 1_000_000);
        Statistics.CountRequest(0, retry: false);
        var droppedBefore = line.Dropped;
        if (line.Line is not null && line.Poll(nowNs, _clock, Readings))
        {
            Statistics.CountEnd(Quality.Good);
            TellDropped(line, droppedBefore);
            return;
        }

        if (line.Line is not null)
        {
            Lose(line, nowNs);
            return;
        }

        Statistics.CountEnd(Quality.PortGone);
        line.TellGone(nowNs, Readings);
    }

    /// <summary>Takes the events of a line that poll(2) told of.</summary>
    public void Drain(LineReader line, bool isBroken, long nowNs)
    {
        var droppedBefore = line.Dropped;
        if (!line.Drain(_clock, Readings) || (isBroken && line.Line!.Get() < 0))
        {
            Lose(line, nowNs);
        }

        TellDropped(line, droppedBefore);
    }

    /// <summary>Does a write and tells what became of it.</summary>
    public void Write(PointWrite write, long nowNs)
    {
        var line = Array.Find(Lines, l => l.Point == write.Point);
        if (line is not { Plan.Writable: true })
        {
            write.End(new WriteOutcome(false, Quality.Invalid, double.NaN, "the site file does not let this point be written"));
        }
        else if (write.Value is not (0 or 1))
        {
            write.End(new WriteOutcome(false, Quality.Invalid, double.NaN, string.Create(CultureInfo.InvariantCulture, $"{write.Value} for a GPIO line; expected 0 or 1")));
        }
        else if (line.Line is not { } held || !held.Set((int)write.Value))
        {
            write.End(new WriteOutcome(false, Quality.PortGone, double.NaN, line.Fault.Length > 0 ? line.Fault : "the line is gone"));
        }
        else
        {
            var value = held.Get();
            Readings.Add(new Reading(line.Point, value < 0 ? Quality.PortGone : Quality.Good, value < 0 ? double.NaN : value, nowNs));
            var same = value == (int)write.Value;
            write.End(new WriteOutcome(same, value < 0 ? Quality.PortGone : Quality.Good, value < 0 ? double.NaN : value, same ? "" : "the line does not read as it was driven"));
        }
    }

    /// <summary>Finds out which devices were lost or are back.</summary>
    public void Judge(long nowNs)
    {
        var lost = 0;
        var fault = "";
        for (var i = 0; i < _devices.Length; i++)
        {
            if (_devices[i].Step())
            {
                Changes.Add(new DeviceChange(_deviceBase + i, _devices[i].IsLost, Quality.PortGone, nowNs, _devices[i].LastGoodNs));
            }

            lost += _devices[i].IsLost ? 1 : 0;
            fault = fault.Length == 0 ? _devices[i].Fault : fault;
        }

        Statistics.SetDevicesLost(lost);
        Fault = fault;
        IsOpen = lost < _devices.Length;
    }

    /// <summary>Takes what waits, leaves outputs at their fail-safe values, and gives all lines back.</summary>
    public void Release()
    {
        foreach (var line in Lines)
        {
            if (line.Line is { } held && line.Plan.Use == LineUse.Output)
            {
                _ = held.Set(_parts.Profile.Lines[line.Plan.Line].FailSafe ?? 0);
            }

            if (line.HasEdges)
            {
                _ = line.Drain(_clock, Readings);
            }

            line.Release();
        }
    }

    private void Take(LineReader line, IGpioLine opened, long nowNs)
    {
        line.Take(opened);
        line.NextPollNs = nowNs;
        Log.Taken(_parts.Log, line.Plan.Line, line.Plan.Name);
        if (!opened.HasEdges)
        {
            Log.NoEdges(_parts.Log, line.Plan.Line, line.Plan.Name, line.Plan.PollMs);
        }
    }

    // Told at once, however seldom the line is read.
    private void Lose(LineReader line, long nowNs)
    {
        line.Release();
        Statistics.CountEnd(Quality.PortGone);
        line.TellGone(nowNs, Readings);
        line.Fault = $"line {line.Plan.Line} is gone";
        Log.Gone(_parts.Log, line.Plan.Line, line.Plan.Name);
    }

    private void TellDropped(LineReader line, long before)
    {
        if (line.Dropped > before)
        {
            Statistics.CountEnd(Quality.Overlong);
            Log.Dropped(_parts.Log, line.Plan.Line, line.Plan.Name, line.Dropped);
        }
    }
}
