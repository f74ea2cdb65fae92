using EdgeAgent.Core.Points;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Buffer;

/// <summary>Makes gaps.</summary>
internal static class Gaps
{
    /// <summary>Reason of a gap for what is damaged.</summary>
    public const string Corrupt = "corrupt";

    /// <summary>Reason of a gap for what gave way.</summary>
    public const string Budget = "budget";

    /// <summary>Reason of a gap for a store that is lost as a whole.</summary>
    public const string StoreLost = "storeLost";

    /// <summary>A gap of a run of numbers.</summary>
    public static Summary Make(string epoch, SummaryClass summaryClass, ulong first, ulong last, string reason, in Stamp made, long? fromMs = null, long? toMs = null) =>
        Make(summaryClass, made, new GapData { Epoch = epoch, Class = summaryClass, FirstSeq = first, LastSeq = last, Count = last - first + 1, FromMs = fromMs, ToMs = toMs, Reason = reason });

    /// <summary>A gap of everything that an epoch still held.</summary>
    public static Summary MakeLost(string epoch, SummaryClass summaryClass, in Stamp made) =>
        Make(summaryClass, made, new GapData { Epoch = epoch, Class = summaryClass, Reason = StoreLost });

    private static Summary Make(SummaryClass summaryClass, in Stamp made, GapData data) =>
        new() { Type = SummaryType.Gap, Class = summaryClass, Grade = Grade.Internal, Made = made, Data = data };
}
