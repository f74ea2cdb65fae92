namespace EdgeAgent.Tests.Abi.Arm;

/// <summary>How far two processors are apart in one output.</summary>
/// <param name="Largest">Largest difference.</param>
/// <param name="Relative">Largest difference of a number whose size is a hundredth of the largest number or more, in parts of the number.</param>
/// <param name="Excess">Largest difference in parts of what is borne; more than 1 is too far apart.</param>
internal readonly record struct Difference(double Largest, double Relative, double Excess)
{
    // Each processor sums in an order of its own, which float32 rounds to 6e-8 a step. Of a score or of a box's edge in strides a hundred-thousandth means nothing.
    private const double MostRelative = 1e-4;
    private const double MostPlain = 1e-5;
    private const double Sizeable = 0.01;

    /// <summary>Compares; a number that is none on either side is as far away as can be.</summary>
    public static Difference Of(ReadOnlySpan<float> here, ReadOnlySpan<float> there)
    {
        var peak = Peak(here);
        var (largest, relative, excess) = (0.0, 0.0, 0.0);
        for (var i = 0; i < here.Length; i++)
        {
            var (size, apart) = (Math.Abs((double)here[i]), Math.Abs((double)here[i] - there[i]));
            apart = double.IsFinite(apart) ? apart : double.MaxValue;
            largest = Math.Max(largest, apart);
            relative = size > 0 && size >= peak * Sizeable ? Math.Max(relative, apart / size) : relative;
            excess = Math.Max(excess, double.IsFinite(size) ? apart / ((MostRelative * size) + MostPlain) : double.MaxValue);
        }

        return new Difference(largest, relative, excess);
    }

    /// <summary>The size of the largest number.</summary>
    public static double Peak(ReadOnlySpan<float> numbers)
    {
        var peak = 0.0;
        foreach (var number in numbers)
        {
            peak = Math.Max(peak, Math.Abs(number));
        }

        return peak;
    }
}
