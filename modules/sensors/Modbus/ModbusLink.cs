namespace EdgeAgent.Sensors.Modbus;

/// <summary>What all jobs of a bus share: one receiver, because one exchange runs at a time.</summary>
/// <param name="receiver">Of the bus's framing.</param>
/// <param name="echo">True when the adapter returns what was sent.</param>
internal sealed class ModbusLink(ModbusReceiver receiver, bool echo)
{
    private const byte Acknowledge = 5;
    private const byte Busy = 6;
    private const byte GatewayPath = 0x0A;
    private const byte GatewayTarget = 0x0B;

    public ModbusReceiver Receiver => receiver;

    public bool Echo => echo;

    public bool DeviceAnswered => receiver.ExceptionCode is not (GatewayPath or GatewayTarget);

    public bool MayRetry => receiver.ExceptionCode is Acknowledge or Busy;
}
