using EdgeAgent.Core.Sensing;
using EdgeAgent.Inference.Video.Cameras;
using EdgeAgent.Sensors.Can;
using EdgeAgent.Sensors.Cjt188;
using EdgeAgent.Sensors.Dlt645;
using EdgeAgent.Sensors.Gpio;
using EdgeAgent.Sensors.Hj212;
using EdgeAgent.Sensors.I2c;
using EdgeAgent.Sensors.Lines;
using EdgeAgent.Sensors.Modbus;
using EdgeAgent.Sensors.Mqtt;
using EdgeAgent.Sensors.Nmea;
using EdgeAgent.Sensors.Sl651;
using EdgeAgent.Sensors.Sysfs;

namespace EdgeAgent.Run;

/// <summary>The registry of source kinds: a new one is one line here.</summary>
internal static class SourceKinds
{
    public static IReadOnlyList<ISourceKind> All { get; } =
    [
        new ModbusKind(ModbusFraming.Rtu),
        new ModbusKind(ModbusFraming.Ascii),
        new ModbusKind(ModbusFraming.Tcp),
        new Dlt645Kind(Dlt645Edition.Of2007),
        new Dlt645Kind(Dlt645Edition.Of1997),
        new Cjt188Kind(),
        new Hj212Kind(),
        new Sl651Kind(),
        new NmeaKind(),
        new LinesKind(),
        new GpioKind(),
        new I2cKind(),
        new ChannelKind(isIio: true),
        new ChannelKind(isIio: false),
        new W1Kind(),
        new CanKind(),
        new MqttKind(),
        new CameraKind(),
    ];
}
