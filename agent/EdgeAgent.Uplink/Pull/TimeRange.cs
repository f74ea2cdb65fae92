using System.Globalization;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Uplink.Pull;

/// <summary>
/// A filter by a summary's `time`. What it passes over the cursor passes too, so such a cursor leads on but cannot be acknowledged. A gap always passes: nobody knows
/// the times of what it stands for.
/// </summary>
/// <param name="FromMs">Earliest, UTC ms, inclusive.</param>
/// <param name="ToMs">Latest, UTC ms, exclusive.</param>
internal readonly record struct TimeRange(long FromMs, long ToMs)
{
    /// <summary>What a time in a query looks like, for messages.</summary>
    public const string Form = "RFC 3339 such as 2026-03-01T08:00:00Z or 2026-03-01T16:00:00.250%2B08:00";

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Everything.</summary>
    public static TimeRange All { get; } = new(long.MinValue, long.MaxValue);

    /// <summary>True when nothing is passed over.</summary>
    public bool IsAll => this == All;

    /// <summary>True for what the filter lets through.</summary>
    public bool Holds(Summary summary) => summary.Type == SummaryType.Gap || (summary.Made.UtcMs >= FromMs && summary.Made.UtcMs < ToMs);

    /// <summary>Reads a time with its offset, UTC ms.</summary>
    public static bool TryParse(string text, out long utcMs)
    {
        var hasOffset = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
        var isTime = DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time);
        utcMs = isTime ? time.ToUnixTimeMilliseconds() : 0;
        return hasOffset && isTime;
    }
}
