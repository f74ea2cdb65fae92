using EdgeAgent.Inference.Video.Tracking;

namespace EdgeAgent.Inference.Video.Tests.Tracking;

/// <summary>Pairs of least cost, against trying all of them.</summary>
public sealed class AssignmentTests
{
    [Fact]
    public void The_sum_is_the_least_of_all_pairings()
    {
        var random = new Random(4);
        var assignment = new Assignment(8);
        for (var round = 0; round < 2_000; round++)
        {
            var rows = random.Next(1, 6);
            var columns = random.Next(rows, 7);
            var cost = Enumerable.Range(0, rows * columns).Select(_ => random.Next(4) == 0 ? 2f : (float)random.NextDouble()).ToArray();
            var pairs = new int[rows];
            assignment.Solve(cost, rows, columns, pairs);
            Assert.Equal(rows, pairs.Distinct().Count());
            Assert.All(pairs, p => Assert.InRange(p, 0, columns - 1));
            Assert.Equal(Least(cost, columns, 0, 0), pairs.Select((c, r) => (double)cost[(r * columns) + c]).Sum(), 1e-5);
        }
    }

    [Fact]
    public void More_rows_than_columns_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Assignment(4).Solve(new float[6], 3, 2, new int[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Assignment(4).Solve(new float[5], 1, 5, new int[1]));
    }

    private static double Least(float[] cost, int columns, int row, int taken) => row * columns == cost.Length
        ? 0
        : Enumerable.Range(0, columns).Where(c => (taken & (1 << c)) == 0).Min(c => cost[(row * columns) + c] + Least(cost, columns, row + 1, taken | (1 << c)));
}
