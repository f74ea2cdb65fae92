using EdgeAgent.Inference.Video.Decoding;

namespace EdgeAgent.Inference.Video.Tracking;

/// <summary>
/// Follows things from picture to picture: a Kalman filter for each, paired with the detections by how much their widened boxes share. Strong detections are paired first, weak ones with the
/// tracks that are left (ByteTrack, Zhang et al. 2021; the margin is that of C-BIoU, Yang et al. 2022), so that somebody half hidden is not lost and a weak find begins nothing. Where
/// several candidates overlap, how they look decides. Pure: time comes in with the pictures, at whatever pace; allocates nothing for a picture. Not thread-safe; one for each camera.
/// </summary>
public sealed class Tracker
{
    private const float OtherClass = 0.25f;
    private const float Impossible = 10;
    private const float MostStepS = 5;

    // A weak box that shares so much with one that has been paired tells nothing new: as part of the union, or of the smaller of the two.
    private const float DoubleIou = 0.4f;
    private const float DoubleShare = 0.8f;

    // One that would begin a track.
    private const float DoubleBirthIou = 0.5f;

    // A box of which another covers so much does not show how its thing looks.
    private const float HiddenShare = 0.3f;

    private readonly TrackerOptions _options;
    private readonly Track[] _slots;
    private readonly List<Track> _tracks;
    private readonly List<Track> _free;
    private readonly Assignment _assignment;
    private readonly float[] _cost;
    private readonly int[] _pairs;
    private readonly List<int> _rows = [];
    private readonly List<int> _columns = [];
    private readonly Track?[] _owners;
    private long _lastNs = long.MinValue;
    private long _lastId;

    /// <summary>A tracker.</summary>
    /// <param name="classes">How many classes the model has.</param>
    /// <param name="options">How detections become tracks.</param>
    public Tracker(int classes, TrackerOptions options)
    {
        _options = options;
        _slots = [.. Enumerable.Range(0, options.Most).Select(i => new Track(i, classes))];
        _tracks = new List<Track>(options.Most);
        _free = [.. _slots.Reverse()];
        _assignment = new Assignment(options.Most);
        _cost = new float[options.Most * options.Most];
        _pairs = new int[options.Most];
        _owners = new Track?[options.Most];
    }

    /// <summary>All that is followed, whether it counts yet or not, in the order of its beginning.</summary>
    public IReadOnlyList<Track> Tracks => _tracks;

    /// <summary>How many have counted so far.</summary>
    public long Confirmed => _lastId;

    /// <summary>Detections that were not followed since there were too many.</summary>
    public long Overflows { get; private set; }

    /// <summary>The track that a detection of the newest picture was taken for; null for one that was not followed.</summary>
    /// <param name="detection">Its index.</param>
    public Track? OwnerOf(int detection) => detection < _owners.Length ? _owners[detection] : null;

    /// <summary>Takes the detections of a picture, best first.</summary>
    /// <param name="detections">All from the weak score on.</param>
    /// <param name="ns">When the picture was taken, CLOCK_BOOTTIME ns; never before the last one.</param>
    public void Step(ReadOnlySpan<Detection> detections, long ns) => Step(detections, [], ns);

    /// <summary>Takes the detections of a picture, best first, and how they look.</summary>
    /// <param name="detections">All from the weak score on.</param>
    /// <param name="looks">One for each detection, in their order; those that are missing are not known.</param>
    /// <param name="ns">When the picture was taken, CLOCK_BOOTTIME ns; never before the last one.</param>
    public void Step(ReadOnlySpan<Detection> detections, ReadOnlySpan<Appearance> looks, long ns)
    {
        Overflows += Math.Max(0, detections.Length - _options.Most);
        detections = detections[..Math.Min(detections.Length, _options.Most)];
        var seconds = _lastNs == long.MinValue ? 0 : Math.Clamp((ns - _lastNs) / 1e9f, 0, MostStepS);
        _lastNs = ns;
        foreach (var track in _tracks)
        {
            track.Predict(seconds);
        }

        Array.Clear(_owners);
        var strong = 0;
        while (strong < detections.Length && detections[strong].Score >= _options.StrongScore)
        {
            strong++;
        }

        Pair(detections, looks, 0, strong, ns, isConfirmed: true);
        Pair(detections, looks, strong, detections.Length, ns, isConfirmed: true);
        Pair(detections, looks, 0, strong, ns, isConfirmed: false);
        EndLost(ns);
        Begin(detections[..strong], looks, ns);
        Learn(detections[..strong], looks);
    }

    // Tracks that count go first: a new one must not take the detection of one that is known.
    private void Pair(ReadOnlySpan<Detection> detections, ReadOnlySpan<Appearance> looks, int from, int to, long ns, bool isConfirmed)
    {
        _rows.Clear();
        _columns.Clear();
        for (var i = 0; i < _tracks.Count; i++)
        {
            if (_tracks[i].IsConfirmed == isConfirmed && !_tracks[i].IsSeen)
            {
                _rows.Add(i);
            }
        }

        for (var i = from; i < to; i++)
        {
            if (_owners[i] is null && (IsStrong(detections[i]) || !IsDouble(detections, i, DoubleIou, DoubleShare)))
            {
                _columns.Add(i);
            }
        }

        if (_rows.Count == 0 || _columns.Count == 0)
        {
            return;
        }

        // The method wants no more rows than columns.
        var isTurned = _rows.Count > _columns.Count;
        var (rows, columns) = isTurned ? (_columns, _rows) : (_rows, _columns);
        for (var r = 0; r < rows.Count; r++)
        {
            for (var c = 0; c < columns.Count; c++)
            {
                var (track, detection) = isTurned ? (columns[c], rows[r]) : (rows[r], columns[c]);
                _cost[(r * columns.Count) + c] = CostOf(_tracks[track], detections[detection], At(looks, detection));
            }
        }

        _assignment.Solve(_cost, rows.Count, columns.Count, _pairs);
        for (var r = 0; r < rows.Count; r++)
        {
            var c = _pairs[r];
            if (_cost[(r * columns.Count) + c] < Impossible)
            {
                var (track, detection) = isTurned ? (columns[c], rows[r]) : (rows[r], columns[c]);
                Take(_tracks[track], detections[detection], ns);
                _owners[detection] = _tracks[track];
            }
        }
    }

    private void Take(Track track, in Detection detection, long ns)
    {
        track.Take(detection, !IsStrong(detection), ns);
        if (!track.IsConfirmed && track.Sightings >= _options.Confirmations)
        {
            track.Confirm(++_lastId);
        }
    }

    private float CostOf(Track track, in Detection detection, in Appearance? looks)
    {
        var iou = Widened(track.Box).IouWith(Widened(detection));
        var cost = 1 - iou + (track.Class == detection.Class ? 0 : OtherClass);
        var unlike = track.Looks is { } known && looks is { } seen ? known.DistanceTo(seen) : 0;
        return iou < (IsStrong(detection) ? _options.LeastIou : _options.WeakLeastIou) || cost > 1 ? Impossible : cost + (_options.LooksWeight * unlike);
    }

    private bool IsStrong(in Detection detection) => detection.Score >= _options.StrongScore;

    private static Appearance? At(ReadOnlySpan<Appearance> looks, int index) => index < looks.Length ? looks[index] : null;

    // True for one that lies over a strong one of its class that has been paired: most often the same thing again, a part of it, or two things in one box.
    private bool IsDouble(ReadOnlySpan<Detection> detections, int index, float iou, float share)
    {
        var box = detections[index];
        for (var i = 0; i < detections.Length && IsStrong(detections[i]); i++)
        {
            var other = detections[i];
            if (_owners[i] is { IsConfirmed: true } && other.Class == box.Class && (box.IouWith(other) > iou || box.SharedWith(other) > share * Math.Min(box.Area, other.Area)))
            {
                return true;
            }
        }

        return false;
    }

    // What another strong box covers is not learned: it may show the other.
    private void Learn(ReadOnlySpan<Detection> strong, ReadOnlySpan<Appearance> looks)
    {
        for (var i = 0; i < Math.Min(strong.Length, looks.Length); i++)
        {
            if (_owners[i] is not { Sightings: > 1 } owner)
            {
                continue;
            }

            var isClear = true;
            for (var k = 0; k < strong.Length && isClear; k++)
            {
                isClear = k == i || strong[i].SharedWith(strong[k]) < HiddenShare * strong[i].Area;
            }

            if (isClear)
            {
                owner.Learn(looks[i]);
            }
        }
    }

    private Detection Widened(in Detection box)
    {
        var (x, y) = (box.Width * _options.Margin, box.Height * _options.Margin);
        return box with { Left = box.Left - x, Top = box.Top - y, Right = box.Right + x, Bottom = box.Bottom + y };
    }

    // One that does not count yet must be seen each time, or it was noise.
    private void EndLost(long ns)
    {
        for (var i = _tracks.Count - 1; i >= 0; i--)
        {
            var track = _tracks[i];
            if (!track.IsSeen && (!track.IsConfirmed || ns - track.LastNs > _options.LostMs * 1_000_000))
            {
                track.End();
                _tracks.RemoveAt(i);
                _free.Add(track);
            }
        }
    }

    private void Begin(ReadOnlySpan<Detection> strong, ReadOnlySpan<Appearance> looks, long ns)
    {
        for (var i = 0; i < strong.Length; i++)
        {
            if (_owners[i] is not null || strong[i].Score < _options.BirthScore || IsDouble(strong, i, DoubleBirthIou, share: float.PositiveInfinity))
            {
                continue;
            }

            if (_free.Count == 0)
            {
                Overflows++;
                continue;
            }

            var track = _free[^1];
            _free.RemoveAt(_free.Count - 1);
            track.Begin(strong[i], At(looks, i), ns);
            _owners[i] = track;
            _tracks.Add(track);
        }
    }
}
