using EdgeAgent.Inference.Video.Counting;
using EdgeAgent.Inference.Video.Decoding;
using EdgeAgent.Inference.Video.Tracking;

namespace EdgeAgent.Inference.Video.Cameras;

/// <summary>
/// What is seen of a camera over time: tracks, crossings, zones, and the values of its points. Pure: pictures' detections and times come in; allocates nothing for a picture. Not thread-safe.
/// </summary>
public sealed class CameraScene
{
    /// <summary>How long a crossing the wrong way is told, ns: as long as an event is held off, so that none falls between two.</summary>
    public const long WrongWayNs = 15_000_000_000;

    /// <summary>While somebody is in a zone in which time matters, a still picture is looked at so often, ns.</summary>
    public const long TimedLookNs = 1_000_000_000;

    /// <summary>The same when one who is followed was not seen, ns: he is looked for twice more before he is lost.</summary>
    public const long AgainLookNs = 200_000_000;

    private const long RateSpanNs = 900_000_000;

    // Shares of its own height that somebody in a queue may move in a second.
    private const float StandingSpeed = 0.3f;

    private readonly CameraPlan _plan;
    private readonly IReadOnlyList<string> _labels;
    private readonly TrackerOptions _tracking;
    private readonly LineCounter _counter;
    private readonly ZoneWatch _zones;
    private readonly LeftWatch?[] _left;
    private readonly int[][] _ofLine;
    private readonly int[][] _ofZone;
    private readonly bool[][] _things;
    private readonly long[] _wrongUntilNs;
    private readonly double[] _values;
    private readonly List<Crossing> _crossings = [];
    private readonly List<ZoneNews> _news = [];
    private readonly int _person;
    private Tracker _tracker;
    private int _raised = -1;
    private long _looked;
    private long _rateLooked;
    private long _rateNs;

    /// <summary>A scene.</summary>
    /// <param name="plan">The camera; all its labels are among <paramref name="labels"/>.</param>
    /// <param name="labels">The module's labels by number.</param>
    /// <param name="tracking">How detections become tracks.</param>
    public CameraScene(CameraPlan plan, IReadOnlyList<string> labels, TrackerOptions tracking)
    {
        (_plan, _labels, _tracking) = (plan, labels, tracking);
        Points = new CameraPoints(plan);
        _values = new double[Points.All.Count];
        _tracker = new Tracker(labels.Count, tracking);
        _counter = new LineCounter([.. plan.Lines.Select(l => l.Line)], tracking.Most);
        _zones = new ZoneWatch([.. plan.Zones.Select(z => new ZoneOptions(z.Name, z.Area))], labels.Count, tracking.Most);
        _left = [.. plan.Zones.Select(z => z.LeftMs > 0 ? new LeftWatch(z.Area, z.LeftMs, tracking.Most) : null)];
        _ofLine = [.. plan.Lines.Select(l => PlacesOf(l.Classes))];
        _ofZone = [.. plan.Zones.Select(z => PlacesOf(z.Classes))];
        _things = [.. plan.Zones.Select(z => labels.Select(l => z.Things.Contains(l, StringComparer.Ordinal)).ToArray())];
        _wrongUntilNs = new long[plan.Lines.Count];
        _person = labels.ToList().IndexOf("person");
    }

    /// <summary>The points whose values it gives.</summary>
    public CameraPoints Points { get; }

    /// <summary>All that is followed.</summary>
    public Tracker Tracker => _tracker;

    /// <summary>Something happened that raises an event, since <see cref="Values"/> were asked last.</summary>
    public bool HasNews { get; private set; }

    /// <summary>When the next picture must be looked at even if nothing moves, CLOCK_BOOTTIME ns; <see cref="long.MaxValue"/> for no need.</summary>
    public long NextLookNs { get; private set; } = long.MaxValue;

    /// <summary>Takes what was found in a picture, best first.</summary>
    /// <param name="detections">All from the weak score on.</param>
    /// <param name="width">Width of the picture, pixels.</param>
    /// <param name="height">Height of the picture, pixels.</param>
    /// <param name="ns">When it came, CLOCK_BOOTTIME ns.</param>
    public void Step(ReadOnlySpan<Detection> detections, int width, int height, long ns) => Step(detections, [], width, height, ns);

    /// <summary>Takes what was found in a picture, best first, and how it looks.</summary>
    /// <param name="detections">All from the weak score on.</param>
    /// <param name="looks">One for each detection, in their order; those that are missing are not known.</param>
    /// <param name="width">Width of the picture, pixels.</param>
    /// <param name="height">Height of the picture, pixels.</param>
    /// <param name="ns">When it came, CLOCK_BOOTTIME ns.</param>
    public void Step(ReadOnlySpan<Detection> detections, ReadOnlySpan<Appearance> looks, int width, int height, long ns)
    {
        _looked++;
        _tracker.Step(detections, looks, ns);
        _crossings.Clear();
        _counter.Step(_tracker.Tracks, width, height, _looked, ns, _crossings);
        foreach (var crossing in _crossings)
        {
            Take(crossing);
        }

        _news.Clear();
        _zones.Step(_tracker.Tracks, width, height, ns, _news);
        foreach (var news in _news)
        {
            Take(news);
        }

        var isTimed = false;
        for (var zone = 0; zone < _plan.Zones.Count; zone++)
        {
            isTimed |= LookAtZone(zone, (width, height), ns);
        }

        NextLookNs = !isTimed ? long.MaxValue : ns + (IsAnyUnseen() ? AgainLookNs : TimedLookNs);
    }

    /// <summary>The stream was interrupted: what was followed is followed no more; counts stay.</summary>
    public void Interrupt()
    {
        _tracker = new Tracker(_labels.Count, _tracking);
        foreach (var left in _left)
        {
            left?.Clear();
        }

        Step([], 1, 1, 0);
        _looked--;
    }

    /// <summary>Name of the point whose event began last; once, and empty for none.</summary>
    public string TakeRaised()
    {
        var raised = _raised;
        _raised = -1;
        return raised < 0 ? "" : Points.All[raised].Name;
    }

    /// <summary>The values of the points, in their order; valid until the next call.</summary>
    /// <param name="ns">Now, CLOCK_BOOTTIME ns.</param>
    public ReadOnlySpan<double> Values(long ns)
    {
        HasNews = false;
        if (ns - _rateNs >= RateSpanNs)
        {
            _values[Points.Rate] = _rateNs == 0 ? 0 : (_looked - _rateLooked) * 1e9 / (ns - _rateNs);
            (_rateNs, _rateLooked) = (ns, _looked);
        }

        for (var line = 0; line < _wrongUntilNs.Length; line++)
        {
            if (_plan.Lines[line].WrongWayIsIn is not null)
            {
                _values[Points.Line(line) + (2 * _plan.Lines[line].Classes.Count)] = ns < _wrongUntilNs[line] ? 1 : 0;
            }
        }

        return _values;
    }

    // By class number: the class's place in the list, -1 for one that is not in it.
    private int[] PlacesOf(IReadOnlyList<string> classes) => [.. _labels.Select(l => classes.ToList().IndexOf(l))];

    private void Take(in Crossing crossing)
    {
        if (_ofLine[crossing.Line][crossing.Class] is >= 0 and var place)
        {
            _values[Points.Line(crossing.Line) + (2 * place) + (crossing.IsIn ? 0 : 1)]++;
            if (_plan.Lines[crossing.Line].WrongWayIsIn == crossing.IsIn)
            {
                _raised = crossing.MonoNs >= _wrongUntilNs[crossing.Line] ? Points.Line(crossing.Line) + (2 * _plan.Lines[crossing.Line].Classes.Count) : _raised;
                _wrongUntilNs[crossing.Line] = crossing.MonoNs + WrongWayNs;
                HasNews = true;
            }
        }
    }

    private void Take(in ZoneNews news)
    {
        if (news.Kind == ZoneNewsKind.Left && _ofZone[news.Zone][news.Class] >= 0)
        {
            var first = Points.Zone(news.Zone) + _plan.Zones[news.Zone].Classes.Count;
            _values[first + 1]++;
            _values[first + 2] += news.DwellMs / 1e3;
        }
    }

    // True when time matters for somebody inside.
    private bool LookAtZone(int zone, (int Width, int Height) picture, long ns)
    {
        var plan = _plan.Zones[zone];
        var at = Points.Zone(zone);
        var (inside, longestMs) = (0, 0L);
        for (var number = 0; number < _labels.Count; number++)
        {
            if (_ofZone[zone][number] is >= 0 and var place)
            {
                _values[at + place] = _zones.Occupancy(zone, number);
                inside += _zones.Occupancy(zone, number);
                longestMs = Math.Max(longestMs, _zones.LongestMs(zone, number));
            }
        }

        at += plan.Classes.Count;
        _values[at] = longestMs / 1e3;
        at += 3;
        if (plan.LoiterMs > 0)
        {
            Set(at++, longestMs >= plan.LoiterMs);
        }

        if (plan.IsForbidden)
        {
            Set(at++, inside > 0);
        }

        var things = _left[zone]?.Step(_tracker.Tracks, _things[zone], _person, picture.Width, picture.Height, ns) ?? 0;
        if (plan.LeftMs > 0)
        {
            Set(at++, things > 0);
        }

        if (plan.HasQueue)
        {
            _values[at] = CountStanding(zone, picture);
        }

        return plan.IsTimed && (inside > 0 || HasThing(zone, picture));
    }

    private bool IsAnyUnseen()
    {
        for (var t = 0; t < _tracker.Tracks.Count; t++)
        {
            if (_tracker.Tracks[t] is { IsConfirmed: true, IsSeen: false })
            {
                return true;
            }
        }

        return false;
    }

    private bool HasThing(int zone, (int Width, int Height) picture)
    {
        for (var t = 0; t < _tracker.Tracks.Count; t++)
        {
            if (_tracker.Tracks[t] is { IsConfirmed: true } track && _things[zone][track.Class] && IsIn(zone, track.Box, picture))
            {
                return true;
            }
        }

        return false;
    }

    private int CountStanding(int zone, (int Width, int Height) picture)
    {
        var count = 0;
        for (var t = 0; t < _tracker.Tracks.Count; t++)
        {
            var track = _tracker.Tracks[t];
            var (box, speed) = (track.Box, track.Speed);
            count += track.IsConfirmed && _ofZone[zone][track.Class] >= 0 && (speed.X * speed.X) + (speed.Y * speed.Y) < StandingSpeed * StandingSpeed * box.Height * box.Height
                && IsIn(zone, box, picture) ? 1 : 0;
        }

        return count;
    }

    private bool IsIn(int zone, in Detection box, (int Width, int Height) picture) =>
        _plan.Zones[zone].Area.Contains((box.Left + box.Right) / 2 / picture.Width, box.Bottom / picture.Height);

    private void Set(int at, bool isOn)
    {
        HasNews |= isOn != (_values[at] > 0);
        _raised = isOn && _values[at] == 0 ? at : _raised;
        _values[at] = isOn ? 1 : 0;
    }
}
