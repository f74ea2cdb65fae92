using EdgeAgent.Core.Sensing;
using EdgeAgent.Sensors.Modbus;

namespace EdgeAgent.Run;

/// <summary>The registry of source kinds: a new one is one line here.</summary>
internal static class SourceKinds
{
    public static IReadOnlyList<ISourceKind> All { get; } =
    [
        new ModbusKind(ModbusFraming.Rtu),
        new ModbusKind(ModbusFraming.Ascii),
        new ModbusKind(ModbusFraming.Tcp),
    ];
}
