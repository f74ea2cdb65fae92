namespace EdgeAgent.Core.Points;

/// <summary>All points and devices of a site, by index. Immutable; a new site file makes a new table.</summary>
public sealed class PointTable
{
    private readonly Dictionary<string, int> _points;

    /// <summary>Makes a table. Names must be unique: the site check has made sure; a duplicate here throws <see cref="ArgumentException"/>.</summary>
    public PointTable(IReadOnlyList<PointDescriptor> points, IReadOnlyList<DeviceDescriptor> devices)
    {
        Points = points;
        Devices = devices;
        _points = new Dictionary<string, int>(points.Count, StringComparer.Ordinal);
        for (var i = 0; i < points.Count; i++)
        {
            _points.Add(points[i].Name, i);
        }
    }

    /// <summary>The points; a reading's index points here.</summary>
    public IReadOnlyList<PointDescriptor> Points { get; }

    /// <summary>The devices; a device change's index points here.</summary>
    public IReadOnlyList<DeviceDescriptor> Devices { get; }

    /// <summary>Index of the point called <paramref name="name"/>, or -1.</summary>
    public int IndexOf(string name) => _points.TryGetValue(name, out var index) ? index : -1;
}
