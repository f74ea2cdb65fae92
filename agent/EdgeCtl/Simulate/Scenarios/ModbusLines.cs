using EdgeCtl.Simulate.Modbus;
using EdgeCtl.Simulate.Site;

namespace EdgeCtl.Simulate.Scenarios;

/// <summary>Network lines to Modbus units.</summary>
internal static class ModbusLines
{
    /// <summary>Name of the line that speaks Modbus TCP.</summary>
    public const string Tcp = "modbus-tcp";

    /// <summary>Name of the line that speaks RTU over TCP.</summary>
    public const string RtuOverTcp = "rtu-over-tcp";

    /// <summary>Modbus TCP at a port, RTU over TCP at the next; both at free ones for 0.</summary>
    public static IEnumerable<LinePlan> Over(ModbusUnits units, int port, IReadOnlyList<SiteFragment> fragments) =>
    [
        new(Tcp, LineKind.Listen, [new ModbusTcpSlaves(units)], fragments) { Port = port },
        new(RtuOverTcp, LineKind.Listen, [new ModbusRtuSlaves(0, units)], []) { Port = port == 0 ? 0 : port + 1 },
    ];
}
