namespace EdgeAgent.Sensors.Dlt645;

/// <summary>One value of a meter and where it is found.</summary>
/// <param name="Identifier">Data identifier that reads it with nothing else around.</param>
/// <param name="Offset">Where it begins in the data behind the identifier, bytes.</param>
/// <param name="Name">Its word of the vocabulary.</param>
/// <param name="Unit">UCUM code; empty for a pure number, a code or a time.</param>
/// <param name="Format">How it is read.</param>
public sealed record MeterItem(uint Identifier, int Offset, string Name, string Unit, ItemFormat Format);
