namespace EdgeAgent.Inference.Video.Tests;

/// <summary>What a piece of work allocates once it is warm.</summary>
internal static class Allocation
{
    /// <summary>Bytes of 100 turns on this thread.</summary>
    public static long Of(Action<int> work)
    {
        for (var i = 0; i < 50; i++)
        {
            work(i);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 50; i < 150; i++)
        {
            work(i);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
