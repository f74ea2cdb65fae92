using EdgeAgent.Core.Sensing.Decoding;
using EdgeAgent.Sensors.Cjt188;
using EdgeAgent.Sensors.Dlt645;
using EdgeAgent.Sensors.Hj212;
using EdgeAgent.Sensors.Modbus;
using EdgeAgent.Sensors.Nmea;
using EdgeAgent.Sensors.Sl651;

namespace EdgeAgent.Run;

/// <summary>The registry of frame decoders: a new one is one line here.</summary>
internal static class FrameDecoders
{
    public static IReadOnlyList<IFrameDecoder> All { get; } =
    [
        new ModbusDecoder(ModbusFraming.Rtu),
        new ModbusDecoder(ModbusFraming.Ascii),
        new ModbusDecoder(ModbusFraming.Tcp),
        new Dlt645Decoder(Dlt645Edition.Of2007),
        new Dlt645Decoder(Dlt645Edition.Of1997),
        new Cjt188Decoder(),
        new Hj212Decoder(),
        new Sl651Decoder(),
        new NmeaDecoder(),
    ];
}
