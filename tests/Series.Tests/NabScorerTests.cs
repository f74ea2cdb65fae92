using EdgeAgent.Tests.Support.Nab;

namespace EdgeAgent.Tests.Series;

/// <summary>The benchmark's scorer against numbers that were reckoned by hand from its definition, and on its own data.</summary>
public sealed class NabScorerTests(ITestOutputHelper output)
{
    // 100 rows: rows 0 to 14 are probation, one window from 40 to 49.
    private static readonly NabSeries One = Series(100, (40, 49));

    [Theory]
    [InlineData(-1, 0.986614298151430)]
    [InlineData(-0.5, 0.848283639957513)]
    [InlineData(0, 0)]
    [InlineData(1, -0.986614298151430)]
    [InlineData(3, -0.999999388195546)]
    [InlineData(3.0001, -1)]
    public void A_place_is_worth_what_the_sigmoid_says(double place, double worth) => Assert.Equal(worth, NabScorer.ScaledSigmoid(place), 1e-12);

    [Fact]
    public void The_first_row_of_a_window_is_perfect_and_silence_is_nothing()
    {
        Assert.Equal((100, 1), Best(NabProfile.Standard, 40));
        Assert.Equal(0, Best(NabProfile.Standard).Score);
        Assert.Equal((100, 1), Best(NabProfile.LowMisses, 40, 41, 49));
    }

    [Fact]
    public void A_find_in_the_middle_is_worth_less()
    {
        // Row 45 stands at -(49 - 45 + 1) / 10 = -0.5: 0.848284 / 0.986614 = 0.859793; (0.859793 + 1) / 2.
        Assert.Equal(92.98966, NabScorer.At([One], [Marks(100, 45)], NabProfile.Standard, 1), 1e-4);

        // With a miss at 2: (0.859793 + 2) / 3.
        Assert.Equal(95.32644, NabScorer.At([One], [Marks(100, 45)], NabProfile.LowMisses, 1), 1e-4);
    }

    [Fact]
    public void A_false_alarm_before_any_window_costs_its_whole_weight_and_one_just_behind_little()
    {
        // (1 - 0.11 + 1) / 2
        Assert.Equal(94.5, NabScorer.At([One], [Marks(100, 20, 40)], NabProfile.Standard, 1), 1e-9);
        Assert.Equal(89, NabScorer.At([One], [Marks(100, 20, 40)], NabProfile.LowFalseAlarms, 1), 1e-9);

        // Row 50 stands at 1 / 9: 2 / (1 + e^(5/9)) - 1 = -0.270863; times 0.11 / 2.
        Assert.Equal(100 - (0.270863 * 5.5), NabScorer.At([One], [Marks(100, 40, 50)], NabProfile.Standard, 1), 1e-4);
    }

    [Fact]
    public void Rows_of_the_probation_do_not_count()
    {
        Assert.Equal(100, NabScorer.At([One], [Marks(100, 0, 14, 40)], NabProfile.Standard, 1), 1e-9);
        Assert.Equal(94.5, NabScorer.At([One], [Marks(100, 15, 40)], NabProfile.Standard, 1), 1e-9);
        Assert.Equal((15, 750), (One.ProbationRows, Series(20_000).ProbationRows));
    }

    [Fact]
    public void One_threshold_serves_all_files_and_is_the_best()
    {
        var (first, second) = (new double[100], new double[100]);
        (first[40], first[20], second[20]) = (0.9, 0.4, 0.8);
        var (score, threshold) = NabScorer.Best([One, Series(100)], [first, second], NabProfile.Standard);
        Assert.Equal((100, 0.9), (score, threshold));
        Assert.Equal(94.5, NabScorer.At([One, Series(100)], [first, second], NabProfile.Standard, 0.5), 1e-9);
        Assert.Equal(89, NabScorer.At([One, Series(100)], [first, second], NabProfile.Standard, 0.4), 1e-9);
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.158655253931457)]
    [InlineData(3, 0.00134989803163009)]
    [InlineData(6, 9.86587645037698e-10)]
    [InlineData(50, 0)]
    public void The_tail_of_the_normal_distribution_is_right(double z, double tail) => Assert.Equal(tail, WindowedGaussian.UpperTail(z), Math.Max(tail * 1e-9, 1e-300));

    [Fact]
    public void The_windowed_gaussian_is_measured_on_the_shared_part()
    {
        var folder = NabData.Find(out var reason);
        Assert.SkipWhen(folder is null, reason);
        var series = NabData.Load(folder!);
        var scores = series.Select(s => (IReadOnlyList<double>)WindowedGaussian.Score(s.Values)).ToList();
        foreach (var profile in NabProfile.All)
        {
            var (score, threshold) = NabScorer.Best(series, scores, profile);
            output.WriteLine($"windowed Gaussian, {profile.Name}: {score:0.00} at {threshold:R}");
            Assert.InRange(score, 40, 65);
        }
    }

    private static (double Score, double Threshold) Best(NabProfile profile, params int[] rows) => NabScorer.Best([One], [Marks(100, rows)], profile);

    private static NabSeries Series(int rows, params (int First, int Last)[] windows) => new("made/up.csv", new DateTime[rows], new double[rows], windows);

    private static double[] Marks(int rows, params int[] marked) => [.. Enumerable.Range(0, rows).Select(r => marked.Contains(r) ? 1.0 : 0)];
}
