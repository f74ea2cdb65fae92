namespace EdgeCtl.Simulate.Hj212;

/// <summary>A quantity that a station reports: its code, its decimals, and what it was within the running minute. Not thread-safe.</summary>
internal sealed class AirFactor(string code, int decimals, Func<double> value)
{
    private double _sum;
    private double _min = double.MaxValue;
    private double _max = double.MinValue;
    private int _count;

    /// <summary>Code as in HJ 212-2017, annex B.</summary>
    public string Code { get; } = code;

    /// <summary>The value now, as text.</summary>
    public string Now => Text(value());

    /// <summary>Notes the value now.</summary>
    public void Sample()
    {
        var now = value();
        _sum += now;
        _min = Math.Min(_min, now);
        _max = Math.Max(_max, now);
        _count++;
    }

    /// <summary>Smallest, mean and largest since the last call, as text.</summary>
    public (string Min, string Mean, string Max) TakeMinute()
    {
        if (_count == 0)
        {
            Sample();
        }

        var minute = (Text(_min), Text(_sum / _count), Text(_max));
        (_sum, _min, _max, _count) = (0, double.MaxValue, double.MinValue, 0);
        return minute;
    }

    private string Text(double number) => number.ToString("F" + decimals, System.Globalization.CultureInfo.InvariantCulture);
}
