using System.Globalization;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Scan;

/// <summary>Reads lists on the command line of `scan`. Each answers null for what it cannot read.</summary>
internal static class ScanArguments
{
    /// <summary>What <see cref="Addresses"/> takes.</summary>
    public const string AddressesForm = "unit ids 0 to 255 as in 1-16,100, or the numbers of meters, 12 or 14 digits";

    private const int LeastBaud = 300;
    private const int MostBaud = 4_000_000;
    private const int MostUnit = 255;
    private const int MostNumbers = 1_000;
    private const long LeastMs = 10;
    private const long MostMs = 60_000;
    private const long MostListenMs = 3_600_000;

    /// <summary>Parts of lists: an option may stand several times, each with commas.</summary>
    public static IEnumerable<string> Parts(IEnumerable<string> texts) =>
        texts.SelectMany(t => t.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Baud rates.</summary>
    public static IReadOnlyList<int>? Bauds(IEnumerable<string> texts) => All(texts, t => Number(t, LeastBaud, MostBaud));

    /// <summary>Parities: none, odd, even.</summary>
    public static IReadOnlyList<SerialParity>? Parities(IEnumerable<string> texts) => All<SerialParity>(texts, t => t switch
    {
        "none" => SerialParity.None,
        "odd" => SerialParity.Odd,
        "even" => SerialParity.Even,
        _ => null,
    });

    /// <summary>Unit ids with ranges, and numbers of meters.</summary>
    public static (IReadOnlyList<int> Units, IReadOnlyList<string> Numbers)? Addresses(IEnumerable<string> texts)
    {
        var units = new List<int>();
        var numbers = new List<string>();
        foreach (var part in Parts(texts))
        {
            if (part.Length is 12 or 14 && part.All(char.IsAsciiDigit))
            {
                numbers.Add(part);
                continue;
            }

            var dash = part.IndexOf('-', StringComparison.Ordinal);
            var first = Number(dash < 0 ? part : part[..dash], 0, MostUnit);
            var last = dash < 0 ? first : Number(part[(dash + 1)..], 0, MostUnit);
            if (first is null || last is null || last < first)
            {
                return null;
            }

            units.AddRange(Enumerable.Range(first.Value, last.Value - first.Value + 1));
        }

        return numbers.Count > MostNumbers ? null : (units.Distinct().ToList(), numbers);
    }

    /// <summary>Time for an answer to begin, ns: 10 ms to 60 s.</summary>
    public static long? TimeoutNs(string text) => DurationText.TryParse(text, out var ms) && ms is >= LeastMs and <= MostMs ? ms * 1_000_000 : null;

    /// <summary>Time to listen, ns: 0 to 1 h.</summary>
    public static long? ListenNs(string text) => DurationText.TryParse(text, out var ms) && ms is >= 0 and <= MostListenMs ? ms * 1_000_000 : null;

    private static List<T>? All<T>(IEnumerable<string> texts, Func<string, T?> read)
        where T : struct
    {
        var all = Parts(texts).Select(read).ToList();
        return all.Contains(null) ? null : [.. all.Select(v => v!.Value).Distinct()];
    }

    private static int? Number(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;
}
