namespace EdgeAgent.Core.Config;

/// <summary>A board: what its ports, lines and buses are called and where the kernel has them.</summary>
public sealed record Profile
{
    /// <summary>Folder name under `firmware-profiles`.</summary>
    public required string Name { get; init; }

    /// <summary>`linux-x64` or `linux-arm64`.</summary>
    public required string Arch { get; init; }

    /// <summary>CPU cores, 1..256.</summary>
    public required int Cores { get; init; }

    /// <summary>Memory, bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>True when the board keeps time without power.</summary>
    public bool ClockBattery { get; init; }

    /// <summary>Watchdog device, or empty.</summary>
    public string Watchdog { get; init; } = "";

    /// <summary>Serial ports by the name that a site uses.</summary>
    public IReadOnlyDictionary<string, PortProfile> Ports { get; init; } = new Dictionary<string, PortProfile>();

    /// <summary>GPIO lines by the name that a site uses.</summary>
    public IReadOnlyDictionary<string, LineProfile> Lines { get; init; } = new Dictionary<string, LineProfile>();

    /// <summary>I2C buses (`/dev/i2c-N`) by the name that a site uses.</summary>
    public IReadOnlyDictionary<string, string> I2c { get; init; } = new Dictionary<string, string>();

    /// <summary>CAN interfaces (`can0`) by the name that a site uses.</summary>
    public IReadOnlyDictionary<string, string> Can { get; init; } = new Dictionary<string, string>();

    /// <summary>1-Wire masters (`w1_bus_master1`) by the name that a site uses.</summary>
    public IReadOnlyDictionary<string, string> W1 { get; init; } = new Dictionary<string, string>();

    /// <summary>Industrial I/O devices, also those behind SPI, by the name that a site uses: `name:`, `label:` or `device:` and what sysfs tells.</summary>
    public IReadOnlyDictionary<string, string> Iio { get; init; } = new Dictionary<string, string>();

    /// <summary>Hardware monitors by the name that a site uses: `name:`, `label:` or `device:` and what sysfs tells.</summary>
    public IReadOnlyDictionary<string, string> Hwmon { get; init; } = new Dictionary<string, string>();

    /// <summary>ffmpeg arguments that switch hardware decoding on; empty for software.</summary>
    public IReadOnlyList<string> VideoDecode { get; init; } = [];

    /// <summary>Threads for a model, 1..cores.</summary>
    public int InferenceThreads { get; init; } = 1;

    /// <summary>`emmc`, `sd`, `ssd` or `disk`.</summary>
    public string StorageKind { get; init; } = "";

    /// <summary>Size of the storage, bytes; 0 when not given.</summary>
    public long StorageBytes { get; init; }
}

/// <summary>A serial port of a board.</summary>
/// <param name="Match">`platform:NAME`, `usb:PATH`, `pnp:NAME` (a device in sysfs, so that renumbering does not matter) or `path:/dev/...`.</param>
/// <param name="Direction">How an RS-485 driver is switched to sending.</param>
public sealed record PortProfile(string Match, PortDirection Direction);

/// <summary>How an RS-485 driver is switched to sending.</summary>
public enum PortDirection : byte
{
    /// <summary>The hardware does it alone, or the port is RS-232.</summary>
    Auto,

    /// <summary>The kernel does it (TIOCSRS485).</summary>
    Kernel,

    /// <summary>The agent raises RTS while it sends.</summary>
    Rts,
}

/// <summary>A GPIO line of a board.</summary>
/// <param name="Chip">Chip label or `gpiochipN`.</param>
/// <param name="Line">Offset on the chip, 0..1023.</param>
/// <param name="Output">True when the board drives it.</param>
/// <param name="FailSafe">Value, 0 or 1 (1: active), that an output takes when the agent is not there; null when the board does not care.</param>
public sealed record LineProfile(string Chip, int Line, bool Output, int? FailSafe)
{
    /// <summary>What holds an input that nobody drives; a site may say otherwise.</summary>
    public LineBias Bias { get; init; }

    /// <summary>True when a low level is 1; for inputs a site may say otherwise.</summary>
    public bool ActiveLow { get; init; }
}

/// <summary>What holds an input that nobody drives.</summary>
public enum LineBias : byte
{
    /// <summary>As the board's start left it.</summary>
    AsIs,

    /// <summary>A resistor to the supply.</summary>
    PullUp,

    /// <summary>A resistor to ground.</summary>
    PullDown,

    /// <summary>Nothing.</summary>
    Disabled,
}
