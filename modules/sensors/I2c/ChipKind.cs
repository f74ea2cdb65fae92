namespace EdgeAgent.Sensors.I2c;

/// <summary>A chip that can be read: its name, where it may hang, what it has.</summary>
/// <param name="Name">Name in the site file.</param>
/// <param name="Ranges">Addresses that it may have, both ends in; the first is its default.</param>
/// <param name="Channels">What it has.</param>
/// <param name="Create">Makes it.</param>
internal sealed record ChipKind(string Name, IReadOnlyList<(byte First, byte Last)> Ranges, IReadOnlyList<ChannelInfo> Channels, Func<ChipPlan, II2cBus, I2cChip> Create)
{
    /// <summary>All chips, with the addresses of their datasheets.</summary>
    public static IReadOnlyList<ChipKind> All { get; } =
    [
        new("sht3x", [(0x44, 0x45)], ShtChip.Channels, (p, b) => new ShtChip(p, b, isSht4x: false)),
        new("sht4x", [(0x44, 0x46)], ShtChip.Channels, (p, b) => new ShtChip(p, b, isSht4x: true)),
        new("bme280", [(0x76, 0x77)], Bme280Chip.Channels, (p, b) => new Bme280Chip(p, b)),
        new("bh1750", [(0x23, 0x23), (0x5C, 0x5C)], Bh1750Chip.Channels, (p, b) => new Bh1750Chip(p, b)),
        new("ina219", [(0x40, 0x4F)], Ina219Chip.Channels, (p, b) => new Ina219Chip(p, b)),
        new("ads1115", [(0x48, 0x4B)], Ads1115Chip.Channels, (p, b) => new Ads1115Chip(p, b)),
        new("pcf8574", [(0x20, 0x27), (0x38, 0x3F)], Pcf8574Chip.Channels, (p, b) => new Pcf8574Chip(p, b)),
    ];

    /// <summary>True when it may hang at <paramref name="address"/>.</summary>
    public bool MayHangAt(int address) => Ranges.Any(r => address >= r.First && address <= r.Last);

    /// <summary>Its addresses, for people.</summary>
    public string Addresses => string.Join(", ", Ranges.Select(r => r.First == r.Last ? $"0x{r.First:x2}" : $"0x{r.First:x2} to 0x{r.Last:x2}"));
}
