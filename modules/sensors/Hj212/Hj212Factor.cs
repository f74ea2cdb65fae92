using System.Collections.Frozen;
using System.Text;
using EdgeAgent.Core.Sensing.Decoding;

namespace EdgeAgent.Sensors.Hj212;

/// <summary>A factor that stations measure.</summary>
/// <param name="Code">Code of the 2017 edition, or of the 2005 one.</param>
/// <param name="Name">Its name in the vocabulary.</param>
/// <param name="Unit">Unit of its values, UCUM; a station that is set otherwise has it told in the site file.</param>
/// <param name="TotalUnit">Unit of its total (`Cou`); empty when it has none.</param>
public sealed record Hj212Factor(string Code, string Name, string Unit, string TotalUnit = "")
{
    private const string MilligramPerLitre = "mg/L";
    private const string MicrogramPerCubicMetre = "ug/m3";
    private const string MilligramPerCubicMetre = "mg/m3";
    private const string Kilogram = "kg";

    private static readonly FrozenDictionary<string, Hj212Factor> Table = new Hj212Factor[]
    {
        new("w00000", FieldNames.Flow, "L/s", "m3"),
        new("w01001", FieldNames.Ph, "[pH]"),
        new("w01003", FieldNames.Turbidity, "{NTU}"),
        new("w01009", FieldNames.DissolvedOxygen, MilligramPerLitre),
        new("w01010", FieldNames.TemperatureWater, "Cel"),
        new("w01014", FieldNames.Conductivity, "uS/cm"),
        new("w01018", FieldNames.Cod, MilligramPerLitre, Kilogram),
        new("w21001", FieldNames.NitrogenTotal, MilligramPerLitre, Kilogram),
        new("w21003", FieldNames.Ammonia, MilligramPerLitre, Kilogram),
        new("w21011", FieldNames.PhosphorusTotal, MilligramPerLitre, Kilogram),
        new("a01001", FieldNames.Temperature, "Cel"),
        new("a01002", FieldNames.Humidity, "%"),
        new("a01006", FieldNames.Pressure, "kPa"),
        new("a01007", FieldNames.WindSpeed, "m/s"),
        new("a01008", FieldNames.WindDirection, "deg"),
        new("a21004", FieldNames.No2, MicrogramPerCubicMetre, Kilogram),
        new("a21005", FieldNames.Co, MilligramPerCubicMetre, Kilogram),
        new("a21026", FieldNames.So2, MicrogramPerCubicMetre, Kilogram),
        new("a05024", FieldNames.O3, MicrogramPerCubicMetre),
        new("a34001", FieldNames.Tsp, MicrogramPerCubicMetre, Kilogram),
        new("a34002", FieldNames.Pm10, MicrogramPerCubicMetre, Kilogram),
        new("a34004", FieldNames.Pm25, MicrogramPerCubicMetre, Kilogram),
        new("LA", FieldNames.NoiseA, "dB[SPL]"),
        new("Leq", FieldNames.NoiseLeq, "dB[SPL]"),

        // Codes of the 2005 edition that are still in use.
        new("001", FieldNames.Ph, "[pH]"),
        new("011", FieldNames.Cod, MilligramPerLitre, Kilogram),
        new("060", FieldNames.Ammonia, MilligramPerLitre, Kilogram),
        new("065", FieldNames.NitrogenTotal, MilligramPerLitre, Kilogram),
        new("101", FieldNames.PhosphorusTotal, MilligramPerLitre, Kilogram),
        new("B01", FieldNames.Flow, "L/s", "m3"),
    }.ToFrozenDictionary(f => f.Code, StringComparer.OrdinalIgnoreCase);

    /// <summary>The factor of a code, in either case; null for an unknown one.</summary>
    public static Hj212Factor? Find(string code) => Table.GetValueOrDefault(code);

    /// <summary>The same of the bytes of a frame.</summary>
    public static Hj212Factor? Find(ReadOnlySpan<byte> code) => Find(Encoding.Latin1.GetString(code));
}
