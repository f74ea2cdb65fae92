using EdgeAgent.Core.Points;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>How the gateway's points and devices stand at this moment: what births tell. Thread-safe.</summary>
public interface ISparkplugLive
{
    /// <summary>Newest reading of a point, by its index; the default reading for one never read.</summary>
    Reading Latest(int point);

    /// <summary>True when a device, by its index, does not answer.</summary>
    bool IsLost(int device);
}
