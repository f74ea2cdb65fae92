using EdgeAgent.Inference.Video.Geometry;
using EdgeAgent.Inference.Video.Tracking;

namespace EdgeAgent.Inference.Video.Counting;

/// <summary>
/// Watches a zone for things that were left behind: they do not move, and nobody has been near for a while. Near is one and a half times the height of the one who is. Pure; allocates nothing
/// for a picture. Not thread-safe.
/// </summary>
/// <param name="area">The zone.</param>
/// <param name="afterMs">How long a thing must stand alone, ms.</param>
/// <param name="mostTracks">As many as the tracker has.</param>
public sealed class LeftWatch(Polygon area, long afterMs, int mostTracks)
{
    private const float MovedShare = 0.5f;
    private const float NearShare = 1.5f;

    private readonly Stand[] _stands = new Stand[mostTracks];

    /// <summary>Looks at the tracks of a picture; answers how many things have been left behind.</summary>
    /// <param name="tracks">All that are followed.</param>
    /// <param name="isThing">By class number: what may be left behind.</param>
    /// <param name="person">Class number of people; -1 when the module has none.</param>
    /// <param name="width">Width of the picture, pixels.</param>
    /// <param name="height">Height of the picture, pixels.</param>
    /// <param name="ns">When it was taken, CLOCK_BOOTTIME ns.</param>
    public int Step(IReadOnlyList<Track> tracks, ReadOnlySpan<bool> isThing, int person, int width, int height, long ns)
    {
        var left = 0;
        for (var t = 0; t < tracks.Count; t++)
        {
            var track = tracks[t];
            if (track.IsConfirmed && isThing[track.Class])
            {
                left += IsLeft(ref _stands[track.Slot], track, tracks, person, (width, height), ns) ? 1 : 0;
            }
        }

        return left;
    }

    /// <summary>What stands here begins to stand anew: numbers of tracks begin again.</summary>
    public void Clear() => Array.Clear(_stands);

    private bool IsLeft(ref Stand stand, Track thing, IReadOnlyList<Track> tracks, int person, (int Width, int Height) picture, long ns)
    {
        var box = thing.Box;
        var (x, y) = ((box.Left + box.Right) / 2, box.Bottom);
        var isMoved = Math.Abs(x - stand.X) + Math.Abs(y - stand.Y) > MovedShare * box.Height;
        if (stand.Track != thing.Id || isMoved || !area.Contains(x / picture.Width, y / picture.Height) || IsSomebodyNear(x, y, tracks, person))
        {
            var isSame = stand.Track == thing.Id && !isMoved;
            stand = new Stand { Track = thing.Id, X = isSame ? stand.X : x, Y = isSame ? stand.Y : y, SinceNs = ns };
        }

        return ns - stand.SinceNs >= afterMs * 1_000_000;
    }

    private static bool IsSomebodyNear(float x, float y, IReadOnlyList<Track> tracks, int person)
    {
        for (var t = 0; t < tracks.Count; t++)
        {
            var box = tracks[t].Box;
            if (tracks[t].IsConfirmed && tracks[t].Class == person && Math.Abs(((box.Left + box.Right) / 2) - x) + Math.Abs(box.Bottom - y) < NearShare * box.Height)
            {
                return true;
            }
        }

        return false;
    }

    private struct Stand
    {
        public long Track;
        public float X;
        public float Y;

        // Since when it has stood alone.
        public long SinceNs;
    }
}
