using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;

namespace EdgeAgent.Core.Sensing;

/// <summary>One source of the site file, checked and ready to run.</summary>
public abstract record SourcePlan
{
    /// <summary>Kind as in the site file, e.g. `modbus-rtu`.</summary>
    public required string Kind { get; init; }

    /// <summary>Devices of this source, in the order that it numbers them from its device base.</summary>
    public required IReadOnlyList<DeviceDescriptor> Devices { get; init; }

    /// <summary>Points of this source, in the order that it numbers them from its point base.</summary>
    public required IReadOnlyList<PointDescriptor> Points { get; init; }

    /// <summary>Where it reads, for people: a port of the profile, `tcp:host:port`, `gpio`, an I2C bus.</summary>
    public abstract string Place { get; }

    /// <summary>What no other source may use too, for people, e.g. `line door` or `I2C bus sensors`.</summary>
    public IReadOnlyList<string> Owns { get; init; } = [];

    /// <summary>Tells what the board cannot give: (profile, place of the source); null when it needs nothing of the profile but its port.</summary>
    public Action<Profile, BindContext>? CheckProfile { get; init; }
}
