using System.Globalization;
using System.Text.Json;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>A register as the site file names it.</summary>
/// <param name="Area">Which table.</param>
/// <param name="Index">0..65535, as sent on the wire.</param>
public readonly record struct RegisterAddress(ModbusArea Area, int Index)
{
    /// <summary>Highest index.</summary>
    public const int MaxIndex = 65535;

    /// <summary>What is accepted, for messages.</summary>
    public const string Form =
        "\"holding/0\" to \"holding/65535\" (also input/, coil/, discrete/), or a classic number: coils 1 to 9999, discrete inputs 10001 to 19999, input registers 30001 to 39999, " +
        "holding registers 40001 to 49999, or with six digits 100001 to 165536, 300001 to 365536, 400001 to 465536";

    private static readonly (int From, int To, ModbusArea Area)[] Classic =
    [
        (1, 9999, ModbusArea.Coil),
        (10001, 19999, ModbusArea.Discrete),
        (30001, 39999, ModbusArea.Input),
        (40001, 49999, ModbusArea.Holding),
        (100001, 165536, ModbusArea.Discrete),
        (300001, 365536, ModbusArea.Input),
        (400001, 465536, ModbusArea.Holding),
    ];

    /// <summary>Reads `"holding/0"`, `"40001"` or `40001`; false for anything else.</summary>
    public static bool TryParse(JsonElement element, out RegisterAddress address)
    {
        address = default;
        return element.ValueKind switch
        {
            JsonValueKind.Number => element.TryGetInt32(out var number) && TryClassic(number, out address),
            JsonValueKind.String => TryText(element.GetString()!, out address),
            _ => false,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{NameOf(Area)}/{Index}");

    /// <summary>The word for an area.</summary>
    public static string NameOf(ModbusArea area) => area switch
    {
        ModbusArea.Coil => "coil",
        ModbusArea.Discrete => "discrete",
        ModbusArea.Holding => "holding",
        _ => "input",
    };

    private static bool TryClassic(int number, out RegisterAddress address)
    {
        foreach (var (from, to, area) in Classic)
        {
            if (number >= from && number <= to)
            {
                address = new RegisterAddress(area, number - from);
                return true;
            }
        }

        address = default;
        return false;
    }

    private static bool TryText(string text, out RegisterAddress address)
    {
        address = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        if (slash < 0)
        {
            return TryClassic(number, out address);
        }

        var area = text[..slash] switch
        {
            "coil" => ModbusArea.Coil,
            "discrete" => ModbusArea.Discrete,
            "holding" => ModbusArea.Holding,
            "input" => ModbusArea.Input,
            _ => (ModbusArea)0,
        };
        var known = area != 0 && number <= MaxIndex;
        address = known ? new RegisterAddress(area, number) : default;
        return known;
    }
}
