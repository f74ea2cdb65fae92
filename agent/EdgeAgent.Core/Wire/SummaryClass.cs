namespace EdgeAgent.Core.Wire;

/// <summary>How urgent and how dear a summary is. The numbers are stored: never renumber. Lower goes first.</summary>
public enum SummaryClass : byte
{
    /// <summary>Events that a rule, model or range marks so.</summary>
    Alarm = 0,

    /// <summary>All other events, audit, clock, device lost and back.</summary>
    Event = 1,

    /// <summary>Windows and health.</summary>
    Routine = 2,

    /// <summary>Raw readings while a person has switched capture on.</summary>
    Bulk = 3,
}

/// <summary>Names of <see cref="SummaryClass"/> on the wire.</summary>
public static class SummaryClasses
{
    private static readonly string[] Names = ["alarm", "event", "routine", "bulk"];

    /// <summary>How many classes there are.</summary>
    public const int Count = 4;

    /// <summary>All classes, most urgent first.</summary>
    public static IReadOnlyList<SummaryClass> All { get; } = [SummaryClass.Alarm, SummaryClass.Event, SummaryClass.Routine, SummaryClass.Bulk];

    /// <summary>The wire name.</summary>
    public static string NameOf(SummaryClass value) => Names[(int)value];

    /// <summary>Reads a wire name; false for any other text.</summary>
    public static bool TryParse(ReadOnlySpan<char> name, out SummaryClass value)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (name.SequenceEqual(Names[i]))
            {
                value = (SummaryClass)i;
                return true;
            }
        }

        value = default;
        return false;
    }
}

/// <summary>A set of classes.</summary>
[Flags]
public enum ClassSet : byte
{
    /// <summary>No class.</summary>
    None = 0,

    /// <summary>See <see cref="SummaryClass.Alarm"/>.</summary>
    Alarm = 1,

    /// <summary>See <see cref="SummaryClass.Event"/>.</summary>
    Event = 2,

    /// <summary>See <see cref="SummaryClass.Routine"/>.</summary>
    Routine = 4,

    /// <summary>See <see cref="SummaryClass.Bulk"/>.</summary>
    Bulk = 8,

    /// <summary>Every class.</summary>
    All = 15,
}

/// <summary>Sets of classes.</summary>
public static class ClassSets
{
    /// <summary>True when <paramref name="set"/> holds <paramref name="value"/>.</summary>
    public static bool Holds(this ClassSet set, SummaryClass value) => ((int)set & (1 << (int)value)) != 0;

    /// <summary>The set of one class.</summary>
    public static ClassSet Of(SummaryClass value) => (ClassSet)(1 << (int)value);
}
