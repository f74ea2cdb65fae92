namespace EdgeCtl.Simulate.Neighbourhood;

/// <summary>How a day goes: time since the beginning, which is 06:00, and what households do at an hour. Pure.</summary>
internal static class DayCurve
{
    /// <summary>Hour of the day after so much time, 0 &lt;= h &lt; 24.</summary>
    public static double HourOf(double elapsedS) => (6 + (elapsedS / 3600)) % 24;

    /// <summary>A bump of the given height around an hour.</summary>
    public static double Peak(double hour, double at, double widthH, double height)
    {
        var distance = Math.Abs(hour - at);
        distance = Math.Min(distance, 24 - distance) / widthH;
        return height * Math.Exp(-distance * distance);
    }

    /// <summary>What households use: near 0.2 by night, 1 in the morning, 1.3 in the evening.</summary>
    public static double Households(double hour) => 0.2 + Peak(hour, 7.3, 1.4, 0.8) + Peak(hour, 12.3, 1.6, 0.5) + Peak(hour, 19.8, 2.2, 1.1);

    /// <summary>Air outside, Cel, on a mild day.</summary>
    public static double OutsideCel(double hour) => 14 - (5 * Math.Cos((hour - 3) / 24 * 2 * Math.PI));
}
