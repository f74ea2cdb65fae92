namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>Topics of an edge node (Sparkplug 3.0, chapter 4).</summary>
public sealed class SparkplugTopics
{
    private const string Namespace = "spBv1.0";
    private readonly string _group;
    private readonly string _node;
    private readonly string _deviceCommands;

    /// <summary>Makes them for a group id and an edge node id that were checked; <paramref name="primaryHost"/> is empty for none.</summary>
    public SparkplugTopics(string group, string node, string primaryHost)
    {
        _group = group;
        _node = node;
        NodeBirth = Of("NBIRTH");
        NodeDeath = Of("NDEATH");
        NodeData = Of("NDATA");
        NodeCommand = Of("NCMD");
        _deviceCommands = Of("DCMD") + "/";
        DeviceCommands = _deviceCommands + "+";
        State = primaryHost.Length == 0 ? "" : $"{Namespace}/STATE/{primaryHost}";
    }

    /// <summary>Birth of the node.</summary>
    public string NodeBirth { get; }

    /// <summary>Death of the node.</summary>
    public string NodeDeath { get; }

    /// <summary>Data of the node.</summary>
    public string NodeData { get; }

    /// <summary>Commands to the node.</summary>
    public string NodeCommand { get; }

    /// <summary>Filter for commands to any of the node's devices.</summary>
    public string DeviceCommands { get; }

    /// <summary>State of the primary host application; empty for none.</summary>
    public string State { get; }

    /// <summary>True for a topic of commands to a device.</summary>
    public bool IsDeviceCommand(string topic) => topic.StartsWith(_deviceCommands, StringComparison.Ordinal);

    /// <summary>Birth of a device.</summary>
    public string DeviceBirth(string device) => $"{Of("DBIRTH")}/{device}";

    /// <summary>Death of a device.</summary>
    public string DeviceDeath(string device) => $"{Of("DDEATH")}/{device}";

    /// <summary>Data of a device.</summary>
    public string DeviceData(string device) => $"{Of("DDATA")}/{device}";

    private string Of(string verb) => $"{Namespace}/{_group}/{verb}/{_node}";
}
