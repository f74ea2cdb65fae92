using System.Globalization;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Wire;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Uplink.Pull;

/// <summary>What a request for summaries asks for.</summary>
/// <param name="After">Cursor, or null.</param>
/// <param name="Limit">Most items, 1..10,000.</param>
/// <param name="WaitS">How long to wait for something new, s, 0..60.</param>
/// <param name="Classes">Classes asked for.</param>
/// <param name="Range">Times asked for.</param>
internal sealed record PullQuery(string? After, int Limit, int WaitS, ClassSet Classes, TimeRange Range)
{
    /// <summary>Most items in a response.</summary>
    public const int MaxLimit = 10_000;

    /// <summary>Longest wait, s.</summary>
    public const int MaxWaitS = 60;

    private const int DefaultLimit = 1_000;
    private static readonly string[] Known = ["after", "limit", "wait", "class", "from", "to"];

    /// <summary>Reads a query; null with what is wrong.</summary>
    public static PullQuery? Read(IQueryCollection query, out string fault)
    {
        fault = "";
        foreach (var key in query.Keys)
        {
            if (!Known.Contains(key, StringComparer.Ordinal))
            {
                fault = $"unknown parameter '{Cut(key)}'; expected {string.Join(", ", Known)}{NearestWord.Hint(key, Known)}";
                return null;
            }

            if (key != "class" && query[key].Count > 1)
            {
                fault = $"{key} stands there {query[key].Count} times; expected once";
                return null;
            }
        }

        if (!TryInteger(query, "limit", 1, MaxLimit, DefaultLimit, out var limit, ref fault) || !TryInteger(query, "wait", 0, MaxWaitS, 0, out var wait, ref fault)
            || !TryRange(query, out var range, ref fault) || !TryClasses(query, out var classes, ref fault))
        {
            return null;
        }

        return new PullQuery(query["after"].FirstOrDefault(), limit, wait, classes, range);
    }

    private static bool TryClasses(IQueryCollection query, out ClassSet classes, ref string fault)
    {
        classes = ClassSet.None;
        foreach (var name in query["class"].SelectMany(v => (v ?? "").Split(',')))
        {
            if (!SummaryClasses.TryParse(name, out var summaryClass))
            {
                fault = $"unknown class '{Cut(name)}'; expected alarm, event, routine or bulk{NearestWord.Hint(name, SummaryClasses.All.Select(SummaryClasses.NameOf))}";
                return false;
            }

            classes |= ClassSets.Of(summaryClass);
        }

        classes = classes == ClassSet.None ? ClassSet.All : classes;
        return true;
    }

    private static bool TryRange(IQueryCollection query, out TimeRange range, ref string fault)
    {
        range = TimeRange.All;
        if (!TryTime(query, "from", range.FromMs, out var from, ref fault) || !TryTime(query, "to", range.ToMs, out var to, ref fault))
        {
            return false;
        }

        if (from >= to)
        {
            fault = "from is not before to; expected from, the first moment asked for, before to, the first one after it";
            return false;
        }

        range = new TimeRange(from, to);
        return true;
    }

    private static bool TryTime(IQueryCollection query, string name, long otherwise, out long utcMs, ref string fault)
    {
        utcMs = otherwise;
        if (!query.TryGetValue(name, out var texts) || TimeRange.TryParse(texts.ToString(), out utcMs))
        {
            return true;
        }

        fault = $"{name} is '{Cut(texts.ToString())}'; expected {TimeRange.Form}";
        return false;
    }

    private static bool TryInteger(IQueryCollection query, string name, int min, int max, int otherwise, out int value, ref string fault)
    {
        value = otherwise;
        if (!query.TryGetValue(name, out var texts))
        {
            return true;
        }

        if (int.TryParse(texts.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= min && value <= max)
        {
            return true;
        }

        fault = $"{name} is '{Cut(texts.ToString())}'; expected a whole number from {min} to {max}";
        return false;
    }

    private static string Cut(string text) => text.Length <= 40 ? text : text[..37] + "...";
}
