namespace EdgeAgent.Tests.Support.Nab;

/// <summary>
/// Scores a detector as the Numenta Anomaly Benchmark does: a window counts by its earliest find, a false alarm by how far behind the last window it is, both by a scaled sigmoid; one threshold for all files, the best one for
/// each profile; 0 is a detector that says nothing, 100 one that finds each window in its first row and no more. Source: Lavin and Ahmad 2015, section III; NAB's scorer.
/// </summary>
public static class NabScorer
{
    private const double Steepness = 5;
    private const double FarBehind = 3;

    /// <summary>The score with the best threshold, and that threshold.</summary>
    /// <param name="series">The files.</param>
    /// <param name="scores">For each file a score a row; a row is an anomaly where its score is the threshold or more.</param>
    /// <param name="profile">What finds and faults are worth.</param>
    public static (double Score, double Threshold) Best(IReadOnlyList<NabSeries> series, IReadOnlyList<IReadOnlyList<double>> scores, NabProfile profile)
    {
        var (best, threshold) = (0.0, double.PositiveInfinity);
        foreach (var (score, at) in Sweep(series, scores, profile))
        {
            (best, threshold) = score > best ? (score, at) : (best, threshold);
        }

        return (best, threshold);
    }

    /// <summary>The score at a threshold.</summary>
    public static double At(IReadOnlyList<NabSeries> series, IReadOnlyList<IReadOnlyList<double>> scores, NabProfile profile, double threshold) =>
        Sweep(series, scores, profile).TakeWhile(s => s.Threshold >= threshold).Select(s => s.Score).LastOrDefault();

    /// <summary>What a find or false alarm is worth by its place: -1 is a window's begin, 0 its end; 1 to -1.</summary>
    public static double ScaledSigmoid(double place) => place > FarBehind ? -1 : (2 / (1 + Math.Exp(Steepness * place))) - 1;

    /// <summary>What each row is worth before weights, 1 to -1, and its window's number, -1 outside of any; rows of the probation are left out.</summary>
    public static IEnumerable<(int Row, double Worth, int Window)> Rows(NabSeries series)
    {
        var next = 0;
        for (var row = 0; row < series.Values.Count; row++)
        {
            while (next < series.Windows.Count && series.Windows[next].Last < row)
            {
                next++;
            }

            if (row < series.ProbationRows)
            {
                continue;
            }

            if (next < series.Windows.Count && series.Windows[next] is var (first, last) && first <= row)
            {
                yield return (row, ScaledSigmoid(-(last - row + 1.0) / (last - first + 1)) / ScaledSigmoid(-1), next);
            }
            else
            {
                yield return (row, next == 0 ? -1 : Behind(series.Windows[next - 1], row), -1);
            }
        }
    }

    private static double Behind((int First, int Last) window, int row) => ScaledSigmoid((double)(row - window.Last) / Math.Max(1, window.Last - window.First));

    // From the highest threshold down: the score after each group of rows that share one.
    private static IEnumerable<(double Score, double Threshold)> Sweep(IReadOnlyList<NabSeries> series, IReadOnlyList<IReadOnlyList<double>> scores, NabProfile profile)
    {
        var windows = series.Sum(s => s.Windows.Count);
        var rows = series.SelectMany((s, file) => Rows(s).Select(r => (Score: scores[file][r.Row], File: file, r.Worth, r.Window))).OrderByDescending(r => r.Score).ToList();
        var finds = new Dictionary<(int File, int Window), double>();
        var total = -profile.Miss * windows;
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            if (row.Window < 0)
            {
                total += row.Worth * profile.FalseAlarm;
            }
            else
            {
                var before = finds.GetValueOrDefault((row.File, row.Window), -profile.Miss);
                var after = Math.Max(before, row.Worth * profile.Hit);
                finds[(row.File, row.Window)] = after;
                total += after - before;
            }

            if (i + 1 == rows.Count || rows[i + 1].Score < row.Score)
            {
                yield return (windows == 0 ? total : 100 * (total + (profile.Miss * windows)) / ((profile.Hit + profile.Miss) * windows), row.Score);
            }
        }
    }
}
