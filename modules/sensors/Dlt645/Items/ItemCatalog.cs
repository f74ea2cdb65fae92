using System.Globalization;

namespace EdgeAgent.Sensors.Dlt645;

/// <summary>What the identifiers of an edition mean. Immutable; any thread.</summary>
public sealed class ItemCatalog
{
    private const string RateSuffix = ".rate";
    private const string SettlementSuffix = ".settlement";
    private const int MaxBlock = 256;

    private readonly ItemRow[] _rows;
    private readonly ItemScheme _scheme;

    internal ItemCatalog(ItemRow[] rows, ItemScheme scheme)
    {
        _rows = rows;
        _scheme = scheme;
    }

    /// <summary>Words of single values, without tariffs and settlements.</summary>
    public IEnumerable<string> Words => _rows.Select(r => r.Name);

    /// <summary>The catalog of an edition.</summary>
    public static ItemCatalog Of(Dlt645Edition edition) => edition == Dlt645Edition.Of2007 ? Catalog2007.Instance : Catalog1997.Instance;

    /// <summary>Finds the item that a word names, as in `energy.active.forward.rate1.settlement2`.</summary>
    public MeterItem? Find(string word)
    {
        var name = word;
        if (!TryTakeNumber(ref name, SettlementSuffix, _scheme.MaxSettlement, out var settlement) || !TryTakeNumber(ref name, RateSuffix, _scheme.MaxRate, out var rate))
        {
            return null;
        }

        var row = Array.Find(_rows, r => r.Name == name);
        if (row is null || (!row.IsRegister && rate + settlement > 0))
        {
            return null;
        }

        return new MeterItem(_scheme.Join(row.Identifier, rate, settlement), row.Offset, word, row.Unit, row.Format);
    }

    /// <summary>
    /// Adds the items behind <paramref name="identifier"/>, a single one or a block, in their order; of a block those that <paramref name="length"/> bytes hold. False when the identifier is not known.
    /// </summary>
    public bool TryLayout(uint identifier, int length, List<MeterItem> items)
    {
        var registers = Array.FindAll(_rows, r => r.IsRegister && r.Identifier == _scheme.BaseOf(identifier));
        if (registers.Length > 0)
        {
            return TryRegisters(identifier, registers, length, items);
        }

        var single = Array.FindAll(_rows, r => !r.IsRegister && r.Identifier == identifier);
        if (single.Length > 0)
        {
            items.AddRange(single.Select(r => new MeterItem(identifier, r.Offset, r.Name, r.Unit, r.Format)));
            return true;
        }

        return Array.Exists(_scheme.Blocks, mask => (identifier & mask) == mask && TryBlock(identifier, mask, length, items));
    }

    /// <summary>The block that reads the value <paramref name="identifier"/> together with its like (all phases, all tariffs); null when there is none.</summary>
    public uint? BlockOf(uint identifier)
    {
        if (Array.Exists(_rows, r => r.IsRegister && r.Identifier == _scheme.BaseOf(identifier)))
        {
            return identifier | (_scheme.RateMask << _scheme.RateShift);
        }

        var mask = _scheme.Blocks[0];
        return Array.FindAll(_rows, r => !r.IsRegister && (r.Identifier | mask) == (identifier | mask)).Length > 1 ? identifier | mask : null;
    }

    private bool TryRegisters(uint identifier, ItemRow[] rows, int length, List<MeterItem> items)
    {
        var rate = _scheme.RateOf(identifier);
        var settlement = _scheme.SettlementOf(identifier);
        var allRates = rate == _scheme.RateMask;
        var allSettlements = settlement == _scheme.SettlementMask;
        if ((allRates && allSettlements) || (!allRates && rate > _scheme.MaxRate) || (!allSettlements && settlement > _scheme.MaxSettlement))
        {
            return false;
        }

        var stride = rows.Sum(r => r.Format.Bytes);
        var last = allRates ? _scheme.MaxRate : allSettlements ? _scheme.MaxSettlement : 0;
        for (var i = 0; i <= last && (i == 0 || (i + 1) * stride <= length); i++)
        {
            var itsRate = allRates ? i : (int)rate;
            var itsSettlement = allSettlements ? i : (int)settlement;
            var single = _scheme.Join(rows[0].Identifier, itsRate, itsSettlement);
            items.AddRange(rows.Select(r => new MeterItem(single, (i * stride) + r.Offset, NameOf(r, itsRate, itsSettlement), r.Unit, r.Format)));
        }

        return true;
    }

    private bool TryBlock(uint identifier, uint mask, int length, List<MeterItem> items)
    {
        var offset = 0;
        var known = false;
        foreach (var one in _rows.Where(r => !r.IsRegister && (r.Identifier | mask) == identifier).GroupBy(r => r.Identifier))
        {
            known = true;
            var bytes = one.Max(r => r.Offset + r.Format.Bytes);
            if (offset + bytes > Math.Min(length, MaxBlock))
            {
                break;
            }

            var from = offset;
            items.AddRange(one.Select(r => new MeterItem(one.Key, from + r.Offset, r.Name, r.Unit, r.Format)));
            offset += bytes;
        }

        return known;
    }

    private static string NameOf(ItemRow row, int rate, int settlement) => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.Name}{(rate > 0 ? RateSuffix + rate : "")}{(settlement > 0 ? SettlementSuffix + settlement : "")}");

    // Cuts ".rate1" off the end; 0 when it is not there, false for a number out of range.
    private static bool TryTakeNumber(ref string name, string suffix, int max, out int number)
    {
        number = 0;
        var at = name.LastIndexOf(suffix, StringComparison.Ordinal);
        if (at < 0)
        {
            return true;
        }

        var digits = name.AsSpan(at + suffix.Length);
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) || number < 1 || number > max || digits[0] == '0')
        {
            return false;
        }

        name = name[..at];
        return true;
    }
}
