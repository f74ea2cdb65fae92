using System.Globalization;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Crash.Load;

/// <summary>What makes one summary of the load different from all others: its class and a number, or for a window its subject and minute.</summary>
/// <param name="Class">Its class.</param>
/// <param name="Number">Number of an event; subject of a window.</param>
/// <param name="Minute">Minute of a window; -1 for an event.</param>
internal readonly record struct Token(SummaryClass Class, long Number, int Minute)
{
    public const long MinuteMs = 60_000;

    // A whole quarter of an hour.
    private const long StartMs = 1_790_000_100_000 / (15 * MinuteMs) * (15 * MinuteMs);

    public static Token Event(SummaryClass summaryClass, long number) => new(summaryClass, number, -1);

    public static Token Window(int subject, int minute) => new(SummaryClass.Routine, subject, minute);

    public static Token Parse(string text)
    {
        var parts = text.Split(':', '.');
        return new Token((SummaryClass)Int(parts[0]), long.Parse(parts[1], CultureInfo.InvariantCulture), parts.Length > 2 ? Int(parts[2]) : -1);
    }

    /// <summary>What a stored record tells: one event, or all minutes of a window.</summary>
    public static IEnumerable<Token> In(Summary summary) => summary.Data switch
    {
        WindowData window => MinutesOf(window).Select(m => Window(int.Parse(summary.Subject, CultureInfo.InvariantCulture), m)),
        GapData => [],
        _ => [Event(summary.Class, TestSummaries.ContentOf(summary))],
    };

    /// <summary>Readings that a window of these minutes promises.</summary>
    public static int ExpectedOf(WindowData window) => MinutesOf(window).Sum(static m => 60 + m);

    public Summary ToSummary(int padding)
    {
        if (Minute < 0)
        {
            return TestSummaries.Event(Class, Number, padding);
        }

        var window = TestSummaries.Window(Minute);
        return window with
        {
            Subject = Number.ToString(CultureInfo.InvariantCulture),
            Made = window.Made with { UtcMs = StartMs + ((Minute + 1) * MinuteMs) + 250, MonoMs = (Minute + 1) * MinuteMs },
            Data = (WindowData)window.Data with { FromMs = StartMs + (Minute * MinuteMs), ToMs = StartMs + ((Minute + 1) * MinuteMs), Expected = 60 + Minute },
        };
    }

    public override string ToString() => Minute < 0 ? $"{(int)Class}:{Number}" : $"{(int)Class}:{Number}.{Minute}";

    private static IEnumerable<int> MinutesOf(WindowData window) => Enumerable.Range((int)((window.FromMs - StartMs) / MinuteMs), (int)((window.ToMs - window.FromMs) / MinuteMs));

    private static int Int(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
