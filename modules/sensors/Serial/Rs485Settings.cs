using System.Runtime.InteropServices;

namespace EdgeAgent.Sensors.Serial;

/// <summary>struct serial_rs485 of linux/serial.h.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal struct Rs485Settings
{
    public uint Flags;
    public uint DelayBeforeSendMs;
    public uint DelayAfterSendMs;
}
