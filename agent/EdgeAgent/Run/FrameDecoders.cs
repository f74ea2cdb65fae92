using EdgeAgent.Core.Sensing.Decoding;
using EdgeAgent.Sensors.Modbus;

namespace EdgeAgent.Run;

/// <summary>The registry of frame decoders: a new one is one line here.</summary>
internal static class FrameDecoders
{
    public static IReadOnlyList<IFrameDecoder> All { get; } =
    [
        new ModbusDecoder(ModbusFraming.Rtu),
        new ModbusDecoder(ModbusFraming.Ascii),
        new ModbusDecoder(ModbusFraming.Tcp),
    ];
}
