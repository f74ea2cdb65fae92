using EdgeAgent.Core.Points;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Pipeline.Windows;

/// <summary>Running figures of one point in one window. A struct in an array: a reading costs no allocation.</summary>
internal struct PointWindow
{
    public int Good;
    public int Bad;
    public double Min;
    public double Max;
    public double Mean;
    public double M2;
    public double First;
    public double Last;
    public double Delta;
    public int Changes;

    /// <summary>Takes a good value. Welford's update: exact enough for any number of readings, one pass.</summary>
    public void Take(double value)
    {
        if (Good++ == 0)
        {
            Min = Max = Mean = First = Last = value;
            M2 = 0;
            return;
        }

        if (value < Min)
        {
            Min = value;
        }
        else if (value > Max)
        {
            Max = value;
        }

        var distance = value - Mean;
        Mean += distance / Good;
        M2 += distance * (value - Mean);
        Last = value;
    }

    public readonly GaugeFigures? Gauge() =>
        Good == 0 ? null : new GaugeFigures(Min, Max, Math.Clamp(Mean, Min, Max), First, Last, Math.Sqrt(Math.Max(0, M2 / Good)));

    public readonly CounterFigures? Counter() => Good == 0 ? null : new CounterFigures(First, Last, Delta, Changes);

    public readonly DiscreteFigures? Discrete(StateClock clock, PointDescriptor point, int generation) =>
        Good == 0 ? null : new DiscreteFigures((int)First, (int)Last, Changes, clock.Times(generation, point));
}
