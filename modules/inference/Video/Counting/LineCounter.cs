using EdgeAgent.Inference.Video.Geometry;
using EdgeAgent.Inference.Video.Tracking;

namespace EdgeAgent.Inference.Video.Counting;

/// <summary>
/// Counts tracks that go over lines by their foot point (the middle of the box's lower edge). A step over the line counts once the foot is a little way beyond it, so that somebody who
/// stands on the line is not counted at every tremble; what is told is the frame of the step. Pure; allocates nothing for a picture. Not thread-safe; one for each camera.
/// </summary>
public sealed class LineCounter
{
    private const float MarginOfHeight = 0.06f;

    private readonly PictureLine[] _lines;
    private readonly State[] _states;

    /// <summary>A counter.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="mostTracks">As many as the tracker has.</param>
    public LineCounter(IReadOnlyList<PictureLine> lines, int mostTracks)
    {
        _lines = [.. lines];
        _states = new State[lines.Count * mostTracks];
    }

    /// <summary>The lines.</summary>
    public IReadOnlyList<PictureLine> Lines => _lines;

    /// <summary>Looks at the tracks of a picture.</summary>
    /// <param name="tracks">All that are followed.</param>
    /// <param name="width">Width of the picture, pixels.</param>
    /// <param name="height">Height of the picture, pixels.</param>
    /// <param name="frame">Number of the picture.</param>
    /// <param name="ns">When it was taken, CLOCK_BOOTTIME ns.</param>
    /// <param name="crossings">Takes what went over a line.</param>
    public void Step(IReadOnlyList<Track> tracks, int width, int height, long frame, long ns, List<Crossing> crossings)
    {
        for (var t = 0; t < tracks.Count; t++)
        {
            var track = tracks[t];
            for (var line = 0; line < _lines.Length && track.IsSeen; line++)
            {
                ref var state = ref _states[(track.Slot * _lines.Length) + line];
                state = track.IsNew ? default : state;
                Look(ref state, line, track, (width, height), (frame, ns), crossings);
            }
        }
    }

    private void Look(ref State state, int index, Track track, (int Width, int Height) picture, (long Frame, long Ns) now, List<Crossing> crossings)
    {
        var line = _lines[index];
        var box = track.Box;
        var (x, y) = ((box.Left + box.Right) / 2, box.Bottom);
        var cross = line.Cross(x, y, picture.Width, picture.Height);
        var side = Math.Sign(cross);
        if (state.Side != 0 && side != 0 && side != state.LastSide)
        {
            Pass(ref state, line, side, (x, y), picture, now);
        }

        var away = Math.Abs(cross) / line.LengthIn(picture.Width, picture.Height);
        if (side != 0 && away >= MarginOfHeight * box.Height)
        {
            Settle(ref state, side, index, track, crossings);
        }

        state.LastSide = side != 0 ? side : state.LastSide;
        state.Side = state.Side == 0 ? side : state.Side;
        (state.X, state.Y) = (x, y);
    }

    // A step over the line's ends is none; one back takes back the one before.
    private static void Pass(ref State state, PictureLine line, int side, (float X, float Y) foot, (int Width, int Height) picture, (long Frame, long Ns) now)
    {
        var place = line.PlaceOf(state.X, state.Y, foot.X, foot.Y, picture.Width, picture.Height);
        state.IsPending = side != state.Side && place is >= 0 and <= 1;
        (state.Frame, state.Ns) = now;
    }

    private static void Settle(ref State state, int side, int index, Track track, List<Crossing> crossings)
    {
        if (side == state.Side || state.Side == 0)
        {
            state.Side = side;
            return;
        }

        // Until the track counts it stays open on which side it was.
        if (state.IsPending && !track.IsConfirmed)
        {
            return;
        }

        if (state.IsPending)
        {
            crossings.Add(new Crossing(index, side > 0, track.Class, track.Id, state.Frame, state.Ns));
        }

        (state.Side, state.IsPending) = (side, false);
    }

    private struct State
    {
        // -1 or 1: the side on which it is counted to be; 0: not known.
        public int Side;

        // The side of its last foot point.
        public int LastSide;

        public bool IsPending;
        public long Frame;
        public long Ns;
        public float X;
        public float Y;
    }
}
