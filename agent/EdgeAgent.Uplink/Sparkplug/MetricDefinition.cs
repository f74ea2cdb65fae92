using EdgeAgent.Uplink.Sparkplug.Payload;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>A metric of the node or of one of its devices, as births declare it.</summary>
/// <param name="Alias">Unique in the node, from 0; also its index in <see cref="NodeModel.Metrics"/>.</param>
/// <param name="Name">Its name; folders are parted by slashes.</param>
/// <param name="Type">Its datatype.</param>
/// <param name="Device">Index of its device in the site, or -1 for the node's own.</param>
/// <param name="Point">Index of the point whose value it is, or -1.</param>
public sealed record MetricDefinition(int Alias, string Name, SparkplugType Type, int Device, int Point)
{
    /// <summary>True for the one metric that has no alias on the wire: hosts ask for a rebirth by its name.</summary>
    public bool IsByName => Name == NodeModel.RebirthName;
}
