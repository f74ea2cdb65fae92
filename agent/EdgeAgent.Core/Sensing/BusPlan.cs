using EdgeAgent.Core.Points;

namespace EdgeAgent.Core.Sensing;

/// <summary>One source of the site file, checked and ready to run on a serial port.</summary>
public sealed record BusPlan
{
    /// <summary>Kind as in the site file, e.g. `modbus-rtu`.</summary>
    public required string Kind { get; init; }

    /// <summary>Name of the port in the profile, e.g. `rs485-1`.</summary>
    public required string Port { get; init; }

    /// <summary>How to set the line.</summary>
    public required SerialSettings Serial { get; init; }

    /// <summary>True when the adapter returns what was sent: exactly those bytes are discarded by the driver.</summary>
    public bool Echo { get; init; }

    /// <summary>Devices of this bus, in the order that the driver numbers them from its device base.</summary>
    public required IReadOnlyList<DeviceDescriptor> Devices { get; init; }

    /// <summary>Points of this bus, in the order that the driver numbers them from its point base.</summary>
    public required IReadOnlyList<PointDescriptor> Points { get; init; }

    /// <summary>Makes the driver: (index of the first point, index of the first device) in the site's table.</summary>
    public required Func<int, int, IBusDriver> CreateDriver { get; init; }
}
