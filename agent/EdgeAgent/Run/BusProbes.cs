using EdgeAgent.Core.Sensing.Scanning;
using EdgeAgent.Sensors.Cjt188;
using EdgeAgent.Sensors.Dlt645;
using EdgeAgent.Sensors.Hj212;
using EdgeAgent.Sensors.Lines;
using EdgeAgent.Sensors.Modbus;
using EdgeAgent.Sensors.Nmea;
using EdgeAgent.Sensors.Sl651;

namespace EdgeAgent.Run;

/// <summary>The registry of probes, which `scan` finds devices with: a new one is one line here.</summary>
internal static class BusProbes
{
    public static IReadOnlyList<IBusProbe> All { get; } =
    [
        new ModbusProbe(ModbusFraming.Rtu),
        new ModbusProbe(ModbusFraming.Ascii),
        new ModbusProbe(ModbusFraming.Tcp),
        new Dlt645Probe(Dlt645Edition.Of2007),
        new Dlt645Probe(Dlt645Edition.Of1997),
        new Cjt188Probe(),
        new Hj212Probe(),
        new Sl651Probe(),
        new NmeaProbe(),
        new LinesProbe(),
    ];
}
