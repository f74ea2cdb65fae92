namespace EdgeAgent.Sensors.Dlt645;

/// <summary>A row of an edition's table.</summary>
/// <param name="Identifier">Its identifier; of a registered one (energy, demand) that of the total now.</param>
/// <param name="Name">Its word, without tariff and settlement.</param>
/// <param name="Unit">UCUM code.</param>
/// <param name="Format">How it is read.</param>
/// <param name="Offset">Where it begins behind the identifier, bytes.</param>
/// <param name="IsRegister">True when tariffs and settlements have it too.</param>
internal sealed record ItemRow(uint Identifier, string Name, string Unit, ItemFormat Format, int Offset = 0, bool IsRegister = false);
