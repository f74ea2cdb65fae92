namespace EdgeAgent.Tests.Support.Nab;

/// <summary>A series of the Numenta Anomaly Benchmark with its labels.</summary>
/// <param name="Name">Folder and file, as in the labels.</param>
/// <param name="Times">UTC, one a row.</param>
/// <param name="Values">One a row.</param>
/// <param name="Windows">First and last row of each labelled window, rising.</param>
public sealed record NabSeries(string Name, IReadOnlyList<DateTime> Times, IReadOnlyList<double> Values, IReadOnlyList<(int First, int Last)> Windows)
{
    private const double Probation = 0.15;
    private const int LongRows = 5_000;

    /// <summary>Its folder.</summary>
    public string Category => Name[..Math.Max(0, Name.IndexOf('/', StringComparison.Ordinal))];

    /// <summary>Rows at the beginning that do not count: 15 % of the file, at most of 5,000 rows.</summary>
    public int ProbationRows => (int)Math.Min(Math.Floor(Probation * Values.Count), Probation * LongRows);
}
