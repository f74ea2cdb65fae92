using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Sparkplug.Payload;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>
/// Everything that a gateway will ever publish as an edge node: the node's own metrics, and a device with its metrics for each device of the site. A point is a
/// metric of its device under its own name, except a personal one; events about a point or device come as text under `Alarms/`. Immutable.
/// </summary>
public sealed class NodeModel
{
    /// <summary>Names under which events stand.</summary>
    public const string AlarmFolder = "Alarms";

    internal const string RebirthName = "Node Control/Rebirth";
    internal const string AckName = "Node Control/Ack Cursor";
    private const int ClassCount = SummaryClasses.Count;

    private readonly List<MetricDefinition> _metrics = [];
    private readonly List<MetricDefinition> _node = [];
    private readonly List<MetricDefinition>[] _devices;
    private readonly Dictionary<string, int> _deviceIndex = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MetricDefinition> _health = new(StringComparer.Ordinal);
    private readonly MetricDefinition?[] _pointValues;
    private readonly MetricDefinition?[] _pointAlarms;
    private readonly MetricDefinition[] _deviceAlarms;
    private readonly MetricDefinition[] _gaps = new MetricDefinition[ClassCount];

    /// <summary>Makes the model of a site; <paramref name="hasAck"/> adds the cursor and the metric by which a host application acknowledges it.</summary>
    public NodeModel(Site site, bool hasAck)
    {
        Table = site.Table;
        _devices = [.. Table.Devices.Select(_ => new List<MetricDefinition>())];
        for (var i = 0; i < Table.Devices.Count; i++)
        {
            _deviceIndex[Table.Devices[i].Name] = i;
        }

        BdSeq = AddNode("bdSeq", SparkplugType.Int64);
        Rebirth = AddNode(RebirthName, SparkplugType.Boolean);
        AckCursor = hasAck ? AddNode(AckName, SparkplugType.String) : null;
        Cursor = hasAck ? AddNode("Node Info/Cursor", SparkplugType.String) : null;
        Version = AddNode("Properties/Agent Version", SparkplugType.String);
        Firmware = AddNode("Properties/Firmware Profile", SparkplugType.String);
        Label = AddNode("Properties/Label", SparkplugType.String);
        Configuration = AddNode("Properties/Configuration", SparkplugType.String);
        AddHealth();
        NotSent = AddNode("Buffer/Released Unsent", SparkplugType.Int64);
        foreach (var summaryClass in SummaryClasses.All)
        {
            _gaps[(int)summaryClass] = AddNode($"Gaps/{SummaryClasses.NameOf(summaryClass)}", SparkplugType.String);
        }

        Clock = AddNode("Records/Clock", SparkplugType.String);
        Audit = AddNode("Records/Audit", SparkplugType.String);
        Other = AddNode("Records/Other", SparkplugType.String);
        _deviceAlarms = [.. Table.Devices.Select(d => AddNode($"{AlarmFolder}/{d.Name}", SparkplugType.String))];
        _pointValues = new MetricDefinition?[Table.Points.Count];
        _pointAlarms = new MetricDefinition?[Table.Points.Count];
        for (var i = 0; i < Table.Points.Count; i++)
        {
            AddPoint(i);
        }
    }

    /// <summary>The site's points and devices.</summary>
    public PointTable Table { get; }

    /// <summary>All metrics by alias.</summary>
    public IReadOnlyList<MetricDefinition> Metrics => _metrics;

    /// <summary>The node's own metrics.</summary>
    public IReadOnlyList<MetricDefinition> Node => _node;

    /// <summary>Number that ties the node's death to its birth.</summary>
    public MetricDefinition BdSeq { get; }

    /// <summary>Written by a host application that wants all births again.</summary>
    public MetricDefinition Rebirth { get; }

    /// <summary>Written by a host application that has everything up to a cursor; null unless that releases.</summary>
    public MetricDefinition? AckCursor { get; }

    /// <summary>Up to where the broker has had everything, as a cursor to be written back; null likewise.</summary>
    public MetricDefinition? Cursor { get; }

    /// <summary>The agent's version.</summary>
    public MetricDefinition Version { get; }

    /// <summary>Firmware profile of the board and its processor.</summary>
    public MetricDefinition Firmware { get; }

    /// <summary>What people call the gateway.</summary>
    public MetricDefinition Label { get; }

    /// <summary>Hash of the configuration that runs.</summary>
    public MetricDefinition Configuration { get; }

    /// <summary>Summaries that other consumers released before this uplink could send them, since it was first started.</summary>
    public MetricDefinition NotSent { get; }

    /// <summary>Newest `edge.clock.v1`.</summary>
    public MetricDefinition Clock { get; }

    /// <summary>Newest `edge.audit.v1`.</summary>
    public MetricDefinition Audit { get; }

    /// <summary>Summaries that fit no other metric: about points that the site no longer has, or of a device that does not answer.</summary>
    public MetricDefinition Other { get; }

    /// <summary>Metrics of a device, by its index in the site.</summary>
    public IReadOnlyList<MetricDefinition> Device(int device) => _devices[device];

    /// <summary>The metric that carries a point's value; null for a personal point.</summary>
    public MetricDefinition? Value(int point) => _pointValues[point];

    /// <summary>The metric that carries a class's gaps.</summary>
    public MetricDefinition Gaps(SummaryClass summaryClass) => _gaps[(int)summaryClass];

    /// <summary>The metric that carries a figure of `edge.health.v1`, by its path there (`disk.freeBytes`); null for one that is not published.</summary>
    public MetricDefinition? Health(string path) => _health.GetValueOrDefault(path);

    /// <summary>The metric for events about a subject: a point, a device, or anything else.</summary>
    public MetricDefinition Alarm(string subject)
    {
        var point = Table.IndexOf(subject);
        if (point >= 0)
        {
            return _pointAlarms[point]!;
        }

        return _deviceIndex.TryGetValue(subject, out var device) ? _deviceAlarms[device] : Other;
    }

    private void AddHealth()
    {
        _health["runningMs"] = AddNode("Health/Running Ms", SparkplugType.Int64);
        _health["memoryBytes"] = AddNode("Health/Memory Bytes", SparkplugType.Int64);
        _health["disk.bufferBytes"] = AddNode("Health/Buffer Bytes", SparkplugType.Int64);
        _health["disk.budgetBytes"] = AddNode("Health/Budget Bytes", SparkplugType.Int64);
        _health["disk.freeBytes"] = AddNode("Health/Disk Free Bytes", SparkplugType.Int64);
        _health["disk.fault"] = AddNode("Health/Disk Fault", SparkplugType.String);
    }

    private void AddPoint(int index)
    {
        var point = Table.Points[index];
        var device = _deviceIndex.GetValueOrDefault(point.Device, -1);
        var name = device >= 0 ? point.Name[(point.Device.Length + 1)..] : point.Name;
        if (point.Grade != Grade.Personal)
        {
            _pointValues[index] = Add(name, point.Kind == PointKind.Discrete ? SparkplugType.Int32 : SparkplugType.Double, device, index);
        }

        _pointAlarms[index] = Add($"{AlarmFolder}/{name}", SparkplugType.String, device, -1);
    }

    private MetricDefinition AddNode(string name, SparkplugType type) => Add(name, type, -1, -1);

    private MetricDefinition Add(string name, SparkplugType type, int device, int point)
    {
        var metric = new MetricDefinition(_metrics.Count, name, type, device, point);
        _metrics.Add(metric);
        (device >= 0 ? _devices[device] : _node).Add(metric);
        return metric;
    }
}
