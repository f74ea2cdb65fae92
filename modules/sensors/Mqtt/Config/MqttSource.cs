using EdgeAgent.Core.Points;

namespace EdgeAgent.Sensors.Mqtt;

/// <summary>A source that has no faults.</summary>
/// <param name="Config">Its broker.</param>
/// <param name="Devices">Its devices as they are read.</param>
/// <param name="Descriptors">What the data path knows of them, in the same order.</param>
/// <param name="Points">What the data path knows of their points, in order.</param>
internal sealed record MqttSource(MqttSourceConfig Config, IReadOnlyList<MqttDevice> Devices, IReadOnlyList<DeviceDescriptor> Descriptors, IReadOnlyList<PointDescriptor> Points);
