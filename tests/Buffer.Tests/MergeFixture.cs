using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Buffer;

/// <summary>Minutes of several points as a gateway makes them, and what became of them.</summary>
internal static class MergeFixture
{
    public const long MinuteMs = 60_000;
    private const int AtOnce = 4;

    // A whole quarter of an hour.
    private const long StartMs = 1_790_000_100_000 / (15 * MinuteMs) * (15 * MinuteMs);

    /// <summary>One minute of a point; the readings expected carry the minute's number, so that a test can add up what is there.</summary>
    public static Summary Window(int subject, int minute)
    {
        var window = TestSummaries.Window(minute);
        return window with
        {
            Subject = $"bus/point-{subject}",
            Made = window.Made with { UtcMs = StartMs + ((minute + 1) * MinuteMs) + 250, MonoMs = (minute + 1) * MinuteMs },
            Data = (WindowData)window.Data with { FromMs = StartMs + (minute * MinuteMs), ToMs = StartMs + ((minute + 1) * MinuteMs), Expected = 60 + minute },
        };
    }

    /// <summary>All points' windows of a minute, then a health summary.</summary>
    public static Summary[] Minute(int subjects, int minute) =>
        [.. Enumerable.Range(0, subjects).Select(s => Window(s, minute)), TestSummaries.Event(SummaryClass.Routine, minute) with { Type = SummaryType.Health, Subject = "" }];

    public static int FirstMinute(WindowData window) => (int)((window.FromMs - StartMs) / MinuteMs);

    /// <summary>The minutes that a window tells of.</summary>
    public static IEnumerable<int> MinutesOf(WindowData window) => Enumerable.Range(FirstMinute(window), (int)((window.ToMs - window.FromMs) / MinuteMs));

    /// <summary>Fails unless the windows in the records tell every minute of every point exactly once, with all their readings.</summary>
    public static void AssertTellsAll(IEnumerable<StoredSummary> records, int subjects, int minutes)
    {
        var bySubject = records.Where(r => r.Summary.Data is WindowData).ToLookup(r => r.Summary.Subject, r => (WindowData)r.Summary.Data);
        for (var s = 0; s < subjects; s++)
        {
            var windows = bySubject[$"bus/point-{s}"].OrderBy(w => w.FromMs).ToList();
            Assert.Equal(Enumerable.Range(0, minutes), windows.SelectMany(MinutesOf));
            Assert.All(windows, w => Assert.Equal(MinutesOf(w).Sum(m => 60 + m), w.Expected));
            Assert.All(windows, w => Assert.Equal(MinutesOf(w).Count(), w.Merged));
        }
    }

    public static async Task AppendMinutesAsync(this ISummaryBuffer buffer, int subjects, int from, int count)
    {
        for (var minute = from; minute < from + count; minute += AtOnce)
        {
            var result = await buffer.AppendAsync([.. Enumerable.Range(minute, Math.Min(AtOnce, from + count - minute)).SelectMany(m => Minute(subjects, m))]);
            Assert.True(result.Stored, result.Fault);
        }
    }
}
