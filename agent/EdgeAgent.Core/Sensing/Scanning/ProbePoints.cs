namespace EdgeAgent.Core.Sensing.Scanning;

/// <summary>Gathers what a station tells: points for the site file, each quantity once, and a first value. One thread.</summary>
public sealed class ProbePoints
{
    private const int Most = 32;

    private readonly List<string> _points = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>The first value that was a number; null while there was none.</summary>
    public ProbeValue? First { get; private set; }

    /// <summary>The points as a JSON array.</summary>
    public string Json => $"[{string.Join(", ", _points)}]";

    /// <summary>Adds a quantity that is not there yet; more than 32 are left out.</summary>
    /// <param name="name">Its name, as a point's.</param>
    /// <param name="member">Member of the point that says what it is.</param>
    /// <param name="code">Value of that member.</param>
    /// <param name="value">What it is now; null or no number for none.</param>
    /// <param name="unit">Its unit.</param>
    public void Add(string name, string member, string code, double? value, string unit)
    {
        var isNumber = value is { } number && double.IsFinite(number);
        First ??= isNumber ? new ProbeValue(name, value, unit) : null;
        if (_points.Count < Most && _names.Add(name))
        {
            _points.Add(ProbeJson.Object(("name", name), (member, code)));
        }
    }
}
