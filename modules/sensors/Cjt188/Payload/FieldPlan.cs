namespace EdgeAgent.Sensors.Cjt188;

/// <summary>A five-byte field of a payload: four bytes of digits and a unit.</summary>
/// <param name="Quantity">What it carries.</param>
/// <param name="Class">What its unit must measure; none for any.</param>
/// <param name="Decimals">Digits behind the point.</param>
/// <param name="IsMain">True for the fields that decide where units stand when others do not fit.</param>
internal readonly record struct FieldPlan(Quantity Quantity, UnitClass Class, int Decimals, bool IsMain);
