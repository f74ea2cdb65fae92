using System.Globalization;
using System.Text.Json;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>How people write a register: `holding/0`, or the classic number 40001.</summary>
public static class ModbusRegister
{
    /// <summary>What is accepted, for messages.</summary>
    public const string Form = "coil/N, discrete/N, input/N or holding/N with N from 0 to 65535; or 1..9999 (coils), 10001..19999 or 100001..165536 (discrete inputs), "
        + "30001..39999 or 300001..365536 (input registers), 40001..49999 or 400001..465536 (holding registers)";

    private static readonly (int First, int Last, ModbusTable Table)[] Classic =
    [
        (1, 9_999, ModbusTable.Coil),
        (10_001, 19_999, ModbusTable.Discrete),
        (30_001, 39_999, ModbusTable.Input),
        (40_001, 49_999, ModbusTable.Holding),
        (100_001, 165_536, ModbusTable.Discrete),
        (300_001, 365_536, ModbusTable.Input),
        (400_001, 465_536, ModbusTable.Holding),
    ];

    /// <summary>Reads a register as it stands in the site file; false for any other number or text.</summary>
    public static bool TryParse(JsonElement value, out ModbusTable table, out int address)
    {
        if (value.ValueKind == JsonValueKind.Number)
        {
            return TryParseClassic(value.TryGetInt32(out var number) ? number : 0, out table, out address);
        }

        var text = value.GetString()!;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        table = text[..Math.Max(0, slash)] switch
        {
            "coil" => ModbusTable.Coil,
            "discrete" => ModbusTable.Discrete,
            "input" => ModbusTable.Input,
            _ => ModbusTable.Holding,
        };
        return int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out address) && address <= 65_535;
    }

    private static bool TryParseClassic(int number, out ModbusTable table, out int address)
    {
        foreach (var range in Classic)
        {
            if (number >= range.First && number <= range.Last)
            {
                table = range.Table;
                address = number - range.First;
                return true;
            }
        }

        table = default;
        address = 0;
        return false;
    }
}
