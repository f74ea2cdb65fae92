namespace EdgeCtl.Simulate.Sl651;

/// <summary>Who a station is and whom it reports to.</summary>
/// <param name="Centre">Number of the centre.</param>
/// <param name="Station">Number of the station, five BCD bytes, the highest first.</param>
/// <param name="Password">Password of its frames.</param>
/// <param name="Class">Class of the station: 48H a river, 50H rain.</param>
internal sealed record Sl651Address(byte Centre, byte[] Station, ushort Password, byte Class);
