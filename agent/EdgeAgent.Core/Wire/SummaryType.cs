namespace EdgeAgent.Core.Wire;

/// <summary>What a summary tells. The numbers are stored: never renumber.</summary>
public enum SummaryType : byte
{
    /// <summary>`edge.window.v1`.</summary>
    Window = 1,

    /// <summary>`edge.event.v1`.</summary>
    Event = 2,

    /// <summary>`edge.health.v1`.</summary>
    Health = 3,

    /// <summary>`edge.gap.v1`.</summary>
    Gap = 4,

    /// <summary>`edge.clock.v1`.</summary>
    Clock = 5,

    /// <summary>`edge.audit.v1`.</summary>
    Audit = 6,

    /// <summary>`edge.readings.v1`.</summary>
    Readings = 7,
}

/// <summary>Names of <see cref="SummaryType"/> on the wire.</summary>
public static class SummaryTypes
{
    private static readonly string[] Names = ["window", "event", "health", "gap", "clock", "audit", "readings"];

    /// <summary>All types, in the order of their numbers.</summary>
    public static IReadOnlyList<SummaryType> All { get; } = [.. Enumerable.Range(1, Names.Length).Select(n => (SummaryType)n)];

    /// <summary>The CloudEvents `type`, e.g. `edge.window.v1`.</summary>
    public static string TypeOf(SummaryType type) => $"edge.{Names[(int)type - 1]}.v1";

    /// <summary>The CloudEvents `dataschema`, e.g. `urn:edge:schema:window:1`.</summary>
    public static string SchemaOf(SummaryType type) => $"urn:edge:schema:{Names[(int)type - 1]}:1";

    /// <summary>True for a number that this version knows.</summary>
    public static bool IsKnown(byte number) => number >= 1 && number <= Names.Length;
}
