namespace EdgeAgent.Sensors.Cjt188;

/// <summary>One quantity of a payload.</summary>
/// <param name="Quantity">Which.</param>
/// <param name="Number">Digits without their point; seconds since 1970-01-01 UTC of a time; number of a state.</param>
/// <param name="Decimals">Digits behind the point.</param>
/// <param name="Unit">Unit of the frame; null where none is carried.</param>
/// <param name="Why">Why there is no value.</param>
public readonly record struct MeterValue(Quantity Quantity, long Number, int Decimals, MeterUnit? Unit, NoValue Why)
{
    private static readonly double[] Powers = [1, 10, 100, 1e3, 1e4];

    /// <summary>The value in the unit that it is told in, see <see cref="MeterUnit.ToldSize"/>; NaN when there is none.</summary>
    public double Told => In(Unit?.ToldSize ?? 1);

    /// <summary>The value in a unit of <paramref name="size"/> (J, W, L or L/h); as it is where no unit is carried; NaN when there is none. Rounded once, at the end.</summary>
    public double In(double size)
    {
        if (Why != NoValue.None)
        {
            return double.NaN;
        }

        var ratio = Unit is null ? 1 : Unit.Size / size;
        return ratio >= 1 ? Number * ratio / Powers[Decimals] : Number / (Powers[Decimals] * (size / Unit!.Size));
    }
}
