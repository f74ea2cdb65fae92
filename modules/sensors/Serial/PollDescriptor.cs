using System.Runtime.InteropServices;

namespace EdgeAgent.Sensors.Serial;

/// <summary>struct pollfd (poll(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollDescriptor
{
    public int Descriptor;
    public short Events;
    public short Results;
}
