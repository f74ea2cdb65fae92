using EdgeAgent.Inference.Video.Decoding;

namespace EdgeAgent.Inference.Video.Tracking;

/// <summary>Something that is followed from picture to picture. The object is used again for another thing once its track has ended.</summary>
public sealed class Track
{
    private const float LooksShare = 0.2f;

    private readonly float[] _votes;
    private BoxFilter _filter;
    private Detection _seen;

    internal Track(int slot, int classes)
    {
        Slot = slot;
        _votes = new float[classes];
    }

    /// <summary>Place in tables that are kept for each track, 0 to the tracker's most - 1.</summary>
    public int Slot { get; }

    /// <summary>Number, from 1; 0 until the track counts.</summary>
    public long Id { get; private set; }

    /// <summary>True once it was seen often enough.</summary>
    public bool IsConfirmed => Id > 0;

    /// <summary>True when it was seen in the newest picture.</summary>
    public bool IsSeen { get; private set; }

    /// <summary>True for the slot's first picture: whatever a table holds of it is another track's.</summary>
    public bool IsNew => Sightings == 1 && IsSeen;

    /// <summary>Pictures in which it was seen.</summary>
    public int Sightings { get; private set; }

    /// <summary>The class that was seen most, by the sum of scores.</summary>
    public int Class { get; private set; }

    /// <summary>Score of the last sighting.</summary>
    public float Score => _seen.Score;

    /// <summary>The box as it was seen last.</summary>
    public Detection Seen => _seen with { Class = Class };

    /// <summary>The box by the filter, for the newest picture.</summary>
    public Detection Box => _filter.Box(_seen with { Class = Class });

    /// <summary>Speed of the centre, pixels a second.</summary>
    public (float X, float Y) Speed => _filter.Speed;

    /// <summary>How it looks, averaged over sightings that nothing hid; null when the tracker was told no looks.</summary>
    public Appearance? Looks { get; private set; }

    /// <summary>When it was first seen, CLOCK_BOOTTIME ns.</summary>
    public long FirstNs { get; private set; }

    /// <summary>When it was last seen, CLOCK_BOOTTIME ns.</summary>
    public long LastNs { get; private set; }

    internal bool IsAlive { get; private set; }

    internal void Begin(in Detection detection, in Appearance? looks, long ns)
    {
        Array.Clear(_votes);
        Looks = looks;
        (Id, Sightings, FirstNs, LastNs, IsAlive, IsSeen) = (0, 1, ns, ns, true, true);
        _filter = BoxFilter.Of(detection);
        Vote(detection);
    }

    internal void Predict(float seconds)
    {
        IsSeen = false;
        _filter.Predict(seconds);
    }

    internal void Take(in Detection detection, bool isWeak, long ns)
    {
        (Sightings, LastNs, IsSeen) = (Sightings + 1, ns, true);
        _filter.Correct(detection, isWeak, isSettled: IsConfirmed);
        Vote(detection);
    }

    internal void Learn(in Appearance looks) => Looks = Looks?.Towards(looks, LooksShare) ?? looks;

    internal void Confirm(long id) => Id = id;

    internal void End() => IsAlive = false;

    private void Vote(in Detection detection)
    {
        _seen = detection;
        _votes[detection.Class] += detection.Score;
        Class = _votes[detection.Class] >= _votes[Class] ? detection.Class : Class;
    }
}
