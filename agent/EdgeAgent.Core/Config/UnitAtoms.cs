using System.Collections.Frozen;

namespace EdgeAgent.Core.Config;

/// <summary>
/// The atoms of unit codes that field devices use: a part of UCUM (case-sensitive codes, tables 2 to 23 of its specification), and `kvar`, which UCUM lacks.
/// </summary>
internal static class UnitAtoms
{
    /// <summary>Prefixes that a metric atom may have (UCUM, table 1, and the binary ones).</summary>
    public static readonly string[] Prefixes =
    [
        "da", "Ki", "Mi", "Gi", "Ti", "Y", "Z", "E", "P", "T", "G", "M", "k", "h", "d", "c", "m", "u", "n", "p", "f", "a", "z", "y",
    ];

    private static readonly string[] Metric =
    [
        // Base and derived units of the SI, and those used with it.
        "m", "s", "g", "rad", "K", "C", "cd", "mol", "sr", "Hz", "N", "Pa", "J", "W", "A", "V", "F", "Ohm", "S", "Wb", "Cel", "T", "H", "lm", "lx", "Bq", "Gy", "Sv",
        "l", "L", "ar", "t", "bar", "u", "eV", "pc",

        // Other systems that are metric in UCUM.
        "Gal", "dyn", "erg", "P", "St", "Mx", "G", "Oe", "Ci", "REM", "RAD", "cal", "cal_th", "cal_IT", "[g]", "gf", "m[H2O]", "m[Hg]", "kat", "U", "eq", "osm", "g%",

        // Levels, and what computers count.
        "Np", "B", "B[SPL]", "B[V]", "B[mV]", "B[uV]", "B[10.nV]", "B[W]", "B[kW]", "bit", "By", "Bd",
    ];

    private static readonly string[] Plain =
    [
        "%", "[ppth]", "[ppm]", "[ppb]", "[pptr]", "[pi]", "10*", "10^", "[pH]",
        "min", "h", "d", "wk", "mo", "a", "a_j", "mo_j", "deg", "'", "''", "gon", "circ", "sph", "bit_s",
        "atm", "att", "[psi]", "[in_i'Hg]", "[in_i'H2O]",
        "[in_i]", "[ft_i]", "[yd_i]", "[mi_i]", "[nmi_i]", "[kn_i]", "[sft_i]", "[cft_i]", "[acr_us]", "[gal_us]", "[gal_br]",
        "[degF]", "[degR]", "[lb_av]", "[oz_av]", "[lbf_av]", "[Btu]", "[Btu_IT]", "[Btu_th]", "[HP]",
        "[c]", "[h]", "[k]", "[e]", "[G]", "[Ch]", "[CFU]", "[IU]", "[iU]", "[arb'U]",
        "kvar",
    ];

    private static readonly FrozenSet<string> MetricSet = Metric.ToFrozenSet(StringComparer.Ordinal);
    private static readonly FrozenSet<string> All = Metric.Concat(Plain).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>True for an atom, or a metric atom with one prefix.</summary>
    public static bool IsKnown(string symbol) =>
        All.Contains(symbol) || Prefixes.Any(p => symbol.StartsWith(p, StringComparison.Ordinal) && MetricSet.Contains(symbol[p.Length..]));
}
