namespace EdgeAgent.Sensors.Dlt645;

/// <summary>How an item stands in the data.</summary>
/// <param name="Kind">How it is read.</param>
/// <param name="Bytes">Bytes that it takes, 1..32; numbers 7 at most.</param>
/// <param name="Decimals">Digits behind the point, 0..8; of numbers alone.</param>
public readonly record struct ItemFormat(ItemKind Kind, int Bytes, int Decimals = 0);
