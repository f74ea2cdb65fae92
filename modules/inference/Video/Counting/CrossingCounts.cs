namespace EdgeAgent.Inference.Video.Counting;

/// <summary>Crossings by line, direction and class. Not thread-safe.</summary>
/// <param name="lines">How many lines there are.</param>
/// <param name="classes">How many classes the model has.</param>
public sealed class CrossingCounts(int lines, int classes)
{
    private readonly long[] _counts = new long[lines * classes * 2];

    /// <summary>How many of a class went over a line in a direction.</summary>
    public long this[int line, int number, bool isIn] => _counts[IndexOf(line, number, isIn)];

    /// <summary>Counts one.</summary>
    public void Add(in Crossing crossing) => _counts[IndexOf(crossing.Line, crossing.Class, crossing.IsIn)]++;

    private int IndexOf(int line, int number, bool isIn) => (((line * classes) + number) * 2) + (isIn ? 1 : 0);
}
