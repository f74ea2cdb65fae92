using System.Globalization;

namespace EdgeAgent.Sensors.Dlt645;

/// <summary>Names of the bits of an error byte; each set one is told (DL/T 645-2007, annex C; DL/T 645-1997, 8.3).</summary>
internal static class ErrorBits
{
    private static readonly string[] Of2007 =
    [
        "other error", "no such data", "wrong password or not authorised", "the baud rate cannot be changed", "too many year zones", "too many day periods", "too many tariffs", "bit 7",
    ];

    private static readonly string[] Of1997 =
    [
        "illegal data", "wrong data identifier", "wrong password", "bit 3", "too many year zones", "too many day periods", "too many tariffs", "bit 7",
    ];

    public static string TextOf(Dlt645Edition edition, byte bits)
    {
        var names = edition == Dlt645Edition.Of2007 ? Of2007 : Of1997;
        var set = names.Where((_, i) => (bits & (1 << i)) != 0).ToList();
        return set.Count > 0 ? string.Join("; ", set) : string.Create(CultureInfo.InvariantCulture, $"no bit is set in {bits:X2}");
    }
}
