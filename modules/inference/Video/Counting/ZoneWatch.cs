using EdgeAgent.Inference.Video.Tracking;

namespace EdgeAgent.Inference.Video.Counting;

/// <summary>
/// Watches tracks in zones by their foot point: who is inside, for how long, who loiters. Pure; allocates nothing for a picture. Not thread-safe; one for each camera.
/// </summary>
public sealed class ZoneWatch
{
    private readonly ZoneOptions[] _zones;
    private readonly Stay[] _stays;
    private readonly int[] _inside;
    private readonly long[] _longest;
    private readonly int _mostTracks;

    /// <summary>A watch.</summary>
    /// <param name="zones">The zones.</param>
    /// <param name="classes">How many classes the model has.</param>
    /// <param name="mostTracks">As many as the tracker has.</param>
    public ZoneWatch(IReadOnlyList<ZoneOptions> zones, int classes, int mostTracks)
    {
        _zones = [.. zones];
        _mostTracks = mostTracks;
        _stays = new Stay[zones.Count * mostTracks];
        _inside = new int[zones.Count * classes];
        _longest = new long[zones.Count * classes];
        Classes = classes;
    }

    /// <summary>How many classes the model has.</summary>
    public int Classes { get; }

    /// <summary>How many of a class are in a zone.</summary>
    public int Occupancy(int zone, int number) => _inside[(zone * Classes) + number];

    /// <summary>Longest stay so far of those of a class that are in a zone, ms; 0 for none.</summary>
    public long LongestMs(int zone, int number) => _longest[(zone * Classes) + number];

    /// <summary>Looks at the tracks of a picture.</summary>
    /// <param name="tracks">All that are followed.</param>
    /// <param name="width">Width of the picture, pixels.</param>
    /// <param name="height">Height of the picture, pixels.</param>
    /// <param name="ns">When it was taken, CLOCK_BOOTTIME ns.</param>
    /// <param name="news">Takes what happened.</param>
    public void Step(IReadOnlyList<Track> tracks, int width, int height, long ns, List<ZoneNews> news)
    {
        Array.Clear(_inside);
        Array.Clear(_longest);
        for (var zone = 0; zone < _zones.Length; zone++)
        {
            var stays = _stays.AsSpan(zone * _mostTracks, _mostTracks);
            for (var t = 0; t < tracks.Count; t++)
            {
                if (tracks[t].IsConfirmed)
                {
                    Look(ref stays[tracks[t].Slot], zone, tracks[t], (width, height), ns, news);
                }
            }

            EndMissing(stays, zone, ns, news);
        }
    }

    private void Look(ref Stay stay, int zone, Track track, (int Width, int Height) picture, long ns, List<ZoneNews> news)
    {
        var options = _zones[zone];
        if (stay.Track != track.Id)
        {
            Leave(stay, zone, news);
            stay = new Stay { Track = track.Id };
        }

        stay.MarkNs = ns;
        var box = track.Box;
        if (track.IsSeen && options.Area.Contains((box.Left + box.Right) / 2 / picture.Width, box.Bottom / picture.Height))
        {
            stay.SinceNs = stay.LastNs == 0 ? ns : stay.SinceNs;
            (stay.LastNs, stay.Class) = (ns, track.Class);
        }
        else if (track.IsSeen && stay.LastNs != 0 && ns - stay.LastNs > options.SettleMs * 1_000_000)
        {
            Leave(stay, zone, news);
            stay = new Stay { Track = track.Id, MarkNs = ns };
        }

        if (stay.LastNs == 0 || stay.DwellMs < options.SettleMs)
        {
            return;
        }

        if (!stay.HasEntered)
        {
            stay.HasEntered = true;
            news.Add(new ZoneNews(ZoneNewsKind.Entered, zone, stay.Class, stay.Track, stay.DwellMs, stay.SinceNs));
        }

        var place = (zone * Classes) + stay.Class;
        _inside[place]++;
        _longest[place] = Math.Max(_longest[place], stay.DwellMs);
        if (options.LoiterMs > 0 && !stay.HasLoitered && stay.DwellMs >= options.LoiterMs)
        {
            stay.HasLoitered = true;
            news.Add(new ZoneNews(ZoneNewsKind.Loitering, zone, stay.Class, stay.Track, stay.DwellMs, ns));
        }
    }

    // Tracks that have ended are not in the list any more.
    private static void EndMissing(Span<Stay> stays, int zone, long ns, List<ZoneNews> news)
    {
        foreach (ref var stay in stays)
        {
            if (stay.Track != 0 && stay.MarkNs != ns)
            {
                Leave(stay, zone, news);
                stay = default;
            }
        }
    }

    private static void Leave(in Stay stay, int zone, List<ZoneNews> news)
    {
        if (stay.HasEntered)
        {
            news.Add(new ZoneNews(ZoneNewsKind.Left, zone, stay.Class, stay.Track, stay.DwellMs, stay.LastNs));
        }
    }

    private struct Stay
    {
        public long Track;

        // When it was first and last inside; 0: not inside.
        public long SinceNs;
        public long LastNs;

        // The step that has seen the track.
        public long MarkNs;

        public int Class;
        public bool HasEntered;
        public bool HasLoitered;

        public readonly long DwellMs => (LastNs - SinceNs) / 1_000_000;
    }
}
