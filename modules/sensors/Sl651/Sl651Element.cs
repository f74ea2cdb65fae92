using System.Collections.Frozen;
using System.Text;
using EdgeAgent.Core.Sensing.Decoding;

namespace EdgeAgent.Sensors.Sl651;

/// <summary>An element that stations tell (SL 651-2014, appendix C).</summary>
/// <param name="Id">Identifier of the HEX form; of an extended one FF00H and the second byte.</param>
/// <param name="Symbol">Identifier of the ASCII form.</param>
/// <param name="Name">Its name in the vocabulary.</param>
/// <param name="Unit">Unit, UCUM.</param>
public sealed record Sl651Element(int Id, string Symbol, string Name, string Unit)
{
    /// <summary>Time step of a series.</summary>
    public const int TimeStep = 0x04;

    /// <summary>Status and alarm bits.</summary>
    public const int Status = 0x45;

    /// <summary>Observation time.</summary>
    public const int Time = 0xF0;

    /// <summary>The station and what sort it is.</summary>
    public const int Station = 0xF1;

    /// <summary>Text that a person typed in.</summary>
    public const int Manual = 0xF2;

    /// <summary>A picture.</summary>
    public const int Picture = 0xF3;

    /// <summary>Rain of each 5 minutes of an hour.</summary>
    public const int RainSeries = 0xF4;

    /// <summary>Levels each 5 minutes of an hour, of the first to the eighth gauge.</summary>
    public const int FirstLevelSeries = 0xF5;

    /// <summary>The last of them.</summary>
    public const int LastLevelSeries = 0xFC;

    /// <summary>A second byte of the identifier follows.</summary>
    public const int Extended = 0xFF;

    private static readonly Sl651Element[] All =
    [
        new(0x01, "AC", "section.area", "m2"),
        new(0x02, "AI", FieldNames.Temperature, "Cel"),
        new(0x03, "C", FieldNames.TemperatureWater, "Cel"),
        new(0x06, "ED", "evaporation.day", "mm"),
        new(0x07, "EJ", "evaporation.current", "mm"),
        new(0x08, "FL", FieldNames.Pressure, "hPa"),
        new(0x09, "GH", "gate.opening", "m"),
        new(0x0D, "GTP", "temperature.ground", "Cel"),
        new(0x0E, "H", FieldNames.LevelGround, "m"),
        new(0x18, "MST", FieldNames.Humidity, "%"),
        new(0x1A, "P1", FieldNames.RainHour, "mm"),
        new(0x1F, "PD", FieldNames.RainDay, "mm"),
        new(0x20, "PJ", FieldNames.RainCurrent, "mm"),
        new(0x22, "PN05", FieldNames.RainFiveMinutes, "mm"),
        new(0x26, "PT", FieldNames.RainTotal, "mm"),
        new(0x27, "Q", FieldNames.Flow, "m3/s"),
        new(0x33, "UC", FieldNames.WindDirection, "deg"),
        new(0x35, "US", FieldNames.WindSpeed, "m/s"),
        new(0x36, "VA", "velocity.mean", "m/s"),
        new(0x37, "VJ", FieldNames.Velocity, "m/s"),
        new(0x38, "VT", FieldNames.SupplyVoltage, "V"),
        new(0x39, "Z", FieldNames.Level, "m"),
        new(0x3A, "ZB", FieldNames.LevelDownstream, "m"),
        new(0x3B, "ZU", FieldNames.LevelUpstream, "m"),
        new(Status, "ZT", "status", ""),
        new(0x46, "PH", FieldNames.Ph, "[pH]"),
        new(0x47, "DO", FieldNames.DissolvedOxygen, "mg/L"),
        new(0x48, "COND", FieldNames.Conductivity, "uS/cm"),
        new(0x49, "TURB", FieldNames.Turbidity, "{NTU}"),
        new(0x4A, "CODMN", "permanganate", "mg/L"),
        new(0x4C, "NH4N", FieldNames.Ammonia, "mg/L"),
        new(0x4D, "TP", FieldNames.PhosphorusTotal, "mg/L"),
        new(0x4E, "TN", FieldNames.NitrogenTotal, "mg/L"),
        new(RainSeries, "DRP", FieldNames.RainFiveMinutes, "mm"),
        new(FirstLevelSeries, "DRZ1", FieldNames.LevelFiveMinutes, "m"),
        new(0xF6, "DRZ2", "level.2.5min", "m"),
        new(0xF7, "DRZ3", "level.3.5min", "m"),
        new(0xF8, "DRZ4", "level.4.5min", "m"),
        new(0xF9, "DRZ5", "level.5.5min", "m"),
        new(0xFA, "DRZ6", "level.6.5min", "m"),
        new(0xFB, "DRZ7", "level.7.5min", "m"),
        new(LastLevelSeries, "DRZ8", "level.8.5min", "m"),
    ];

    private static readonly FrozenDictionary<int, Sl651Element> ById = All.ToFrozenDictionary(e => e.Id);
    private static readonly (byte[] Symbol, Sl651Element Element)[] Symbols = [.. All.Select(e => (Encoding.ASCII.GetBytes(e.Symbol), e))];

    /// <summary>True for a series of the hour's 5 minutes.</summary>
    public bool IsSeries => IsSeriesId(Id);

    /// <summary>True for the identifier of a series of the hour's 5 minutes.</summary>
    public static bool IsSeriesId(int id) => id is >= RainSeries and <= LastLevelSeries;

    /// <summary>The element of an identifier; null for an unknown one.</summary>
    public static Sl651Element? Find(int id) => ById.GetValueOrDefault(id);

    /// <summary>The element of an ASCII identifier; null for an unknown one.</summary>
    public static Sl651Element? Find(ReadOnlySpan<byte> symbol)
    {
        foreach (var (known, element) in Symbols)
        {
            if (symbol.SequenceEqual(known))
            {
                return element;
            }
        }

        return null;
    }
}
