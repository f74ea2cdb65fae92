namespace EdgeAgent.Sensors.Dlt645;

/// <summary>Where an edition's identifiers carry tariff and settlement, and which of their digits make a block of all.</summary>
/// <param name="RateShift">Lowest bit of the tariff.</param>
/// <param name="RateMask">Its bits; all of them set ask for all tariffs.</param>
/// <param name="MaxRate">Highest tariff.</param>
/// <param name="SettlementShift">Lowest bit of how many settlements ago.</param>
/// <param name="SettlementMask">Its bits; all of them set ask for all settlements, where the edition has that.</param>
/// <param name="MaxSettlement">Farthest settlement.</param>
/// <param name="Blocks">Bits that, all set, ask for all values that differ in them alone.</param>
internal sealed record ItemScheme(int RateShift, uint RateMask, int MaxRate, int SettlementShift, uint SettlementMask, int MaxSettlement, uint[] Blocks)
{
    public uint RateOf(uint identifier) => (identifier >> RateShift) & RateMask;

    public uint SettlementOf(uint identifier) => (identifier >> SettlementShift) & SettlementMask;

    public uint BaseOf(uint identifier) => identifier & ~((RateMask << RateShift) | (SettlementMask << SettlementShift));

    public uint Join(uint identifier, int rate, int settlement) => identifier | ((uint)rate << RateShift) | ((uint)settlement << SettlementShift);
}
