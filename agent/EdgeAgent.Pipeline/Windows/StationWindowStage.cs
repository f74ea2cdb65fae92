using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Pipeline.Windows;

/// <summary>
/// Makes window summaries of the figures that stations made by themselves. Their times are the station's; their figures are gauge figures, and what a station does not tell
/// is no number. Of a single value all figures are that value. Windows of personal points are never made. Pure; not thread-safe.
/// </summary>
public sealed class StationWindowStage(PointTable table, uint boot)
{
    /// <summary>Longest window, ms: a leap month.</summary>
    public const long LongestMs = 32L * 86_400_000;

    /// <summary>How far a window's end may lie ahead of a clock that is told the time, ms.</summary>
    public const long AheadMs = 86_400_000;

    private long _refused;

    /// <summary>Windows that were refused because their times or figures cannot be.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Takes a window.</summary>
    public void Step(in StationWindow window, in Now now, StageOutput output)
    {
        var point = table.Points[window.Point];
        if (point.Grade == Grade.Personal)
        {
            return;
        }

        if (!IsSound(window, now))
        {
            Volatile.Write(ref _refused, _refused + 1);
            return;
        }

        output.Summaries.Add(new Summary
        {
            Type = SummaryType.Window,
            Class = SummaryClass.Routine,
            Grade = point.Grade,
            Subject = point.Name,
            Made = Stamp.At(now, boot),
            Data = new WindowData
            {
                FromMs = window.FromMs,
                ToMs = window.ToMs,
                Unit = point.Unit,
                Kind = PointKind.Gauge,
                Expected = Math.Max(1, window.Good),
                Good = window.Good,
                Bad = window.Good == 0 ? [new BadCount(Quality.Invalid, 1)] : [],
                Gauge = window.Good == 0 ? null : Figures(window),
            },
        });
    }

    private static bool IsSound(in StationWindow window, in Now now)
    {
        var isAhead = now.Clock is ClockQuality.Ntp or ClockQuality.Gnss && window.ToMs > now.UtcMs + AheadMs;
        var hasFigure = double.IsFinite(window.Min) || double.IsFinite(window.Max) || double.IsFinite(window.Mean);
        return window.FromMs > 0 && window.ToMs > window.FromMs && window.ToMs - window.FromMs <= LongestMs && !isAhead && window.Good >= 0 && hasFigure == (window.Good > 0);
    }

    private static GaugeFigures Figures(in StationWindow window)
    {
        var isSingle = double.IsFinite(window.Mean) && double.IsNaN(window.Min) && double.IsNaN(window.Max);
        return isSingle && window.Good == 1
            ? new GaugeFigures(window.Mean, window.Mean, window.Mean, window.Mean, window.Mean, 0)
            : new GaugeFigures(window.Min, window.Max, window.Mean, double.NaN, double.NaN, double.NaN);
    }
}
