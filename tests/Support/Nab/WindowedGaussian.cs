namespace EdgeAgent.Tests.Support.Nab;

/// <summary>
/// The benchmark's own simple detector, for comparison: how unlikely a value is under a normal distribution of the last 6,400, which moves on by 100 at a time. While the window fills it is brought up to date with each row.
/// </summary>
public static class WindowedGaussian
{
    private const int Window = 6_400;
    private const int Step = 100;
    private const double LeastDeviation = 0.000001;

    /// <summary>A score a row, 0 to 1.</summary>
    public static double[] Score(IReadOnlyList<double> values)
    {
        var scores = new double[values.Count];
        var (mean, deviation) = (0.0, 1.0);
        for (var row = 0; row < values.Count; row++)
        {
            scores[row] = row == 0 ? 0 : 1 - UpperTail(Math.Abs(values[row] - mean) / deviation);
            if (row < Window || (row - Window) % Step == Step - 1)
            {
                var held = values.Skip(Math.Max(0, row + 1 - Window)).Take(Math.Min(row + 1, Window)).ToList();
                mean = held.Average();
                deviation = Math.Sqrt(held.Average(v => (v - mean) * (v - mean)));
                deviation = deviation == 0 ? LeastDeviation : deviation;
            }
        }

        return scores;
    }

    /// <summary>P(Z > z) of the normal distribution, z of 0 or more, within a relative 1e-12. Source: Abramowitz and Stegun, 7.1.5 and 7.1.14.</summary>
    public static double UpperTail(double z)
    {
        var x = z / Math.Sqrt(2);
        return x < 2.5 ? 0.5 - (0.5 * SmallErf(x)) : 0.5 * LargeErfc(x);
    }

    private static double SmallErf(double x)
    {
        var (term, sum) = (x, x);
        for (var n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
        {
            term *= -x * x / n;
            sum += term / ((2 * n) + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    private static double LargeErfc(double x)
    {
        var fraction = x;
        for (var n = 60; n > 0; n--)
        {
            fraction = x + (n / 2.0 / fraction);
        }

        return x > 27 ? 0 : Math.Exp(-x * x) / Math.Sqrt(Math.PI) / fraction;
    }
}
