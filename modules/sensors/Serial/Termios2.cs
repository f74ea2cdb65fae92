using System.Runtime.InteropServices;

namespace EdgeAgent.Sensors.Serial;

/// <summary>The kernel's struct termios2 (ioctl_tty(2)): unlike the C library's termios it takes any rate.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Termios2
{
    public const int ControlCharacters = 19;

    public uint InputFlags;
    public uint OutputFlags;
    public uint ControlFlags;
    public uint LocalFlags;
    public byte Line;
    public fixed byte Control[ControlCharacters];
    public uint InputSpeed;
    public uint OutputSpeed;
}
