using System.Globalization;

namespace EdgeAgent.Tests.Support;

/// <summary>The seed of a random test: another one in each run, or the one of EDGE_SEED to see a failure again.</summary>
public static class TestSeed
{
    /// <summary>A seed to print and use.</summary>
    public static int Draw() => int.TryParse(Environment.GetEnvironmentVariable("EDGE_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
        ? seed
        : Environment.TickCount & int.MaxValue;
}
