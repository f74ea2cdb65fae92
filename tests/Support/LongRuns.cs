namespace EdgeAgent.Tests.Support;

/// <summary>`packaging/test --long` sets EDGE_LONG: then tests of many rounds make more of them.</summary>
public static class LongRuns
{
    /// <summary>True in a long run.</summary>
    public static bool On { get; } = Environment.GetEnvironmentVariable("EDGE_LONG") == "1";

    /// <summary>Rounds for an ordinary run and for a long one.</summary>
    public static int Rounds(int ordinary, int longRun) => On ? longRun : ordinary;
}
