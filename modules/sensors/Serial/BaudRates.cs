namespace EdgeAgent.Sensors.Serial;

/// <summary>The rates that termios has names for (asm-generic/termbits.h). Other programs read a line's rate by them, so they are used where there is one.</summary>
internal static class BaudRates
{
    /// <summary>Every named rate and its flag; the same on x86-64 and arm64.</summary>
    public static readonly (int Baud, uint Flag)[] Named =
    [
        (300, 0x7), (600, 0x8), (1200, 0x9), (1800, 0xA), (2400, 0xB), (4800, 0xC), (9600, 0xD), (19200, 0xE), (38400, 0xF),
        (57600, 0x1001), (115200, 0x1002), (230400, 0x1003), (460800, 0x1004), (500000, 0x1005), (576000, 0x1006), (921600, 0x1007), (1000000, 0x1008),
        (1152000, 0x1009), (1500000, 0x100A), (2000000, 0x100B), (2500000, 0x100C), (3000000, 0x100D), (3500000, 0x100E), (4000000, 0x100F),
    ];

    /// <summary>The flag of a rate; BOTHER, which means the number in the structure, for one without a name.</summary>
    public static uint FlagOf(int baud)
    {
        foreach (var (named, flag) in Named)
        {
            if (named == baud)
            {
                return flag;
            }
        }

        return SerialNative.OtherRate;
    }
}
