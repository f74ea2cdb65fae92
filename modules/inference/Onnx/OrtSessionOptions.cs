namespace EdgeAgent.Inference.Onnx;

/// <summary>How a model is opened. How much memory it may take is not among them: that is the limit of the process that holds it.</summary>
public sealed record OrtSessionOptions
{
    /// <summary>Most threads of either kind.</summary>
    public const int MaxThreads = 64;

    /// <summary>Threads that share the work of one operator, the calling one among them, 1 to 64. Never the runtime's own choice, which pins threads to cores.</summary>
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>Threads that run operators side by side, 1 to 64; operators run one after another as long as a model is not opened otherwise, so more are of no use yet.</summary>
    public int InterOpThreads { get; init; } = 1;

    /// <summary>True to have idle threads wait busily. Off: on a gateway's few shared cores they take the time from those that work.</summary>
    public bool AllowSpinning { get; init; }

    /// <summary>True to keep the memory of a run for the next one; false gives it back, which costs time in each run and keeps the process small between them.</summary>
    public bool UseCpuArena { get; init; }

    /// <summary>How far the graph is rewritten.</summary>
    public GraphOptimisation Optimisation { get; init; } = GraphOptimisation.All;

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> for a number of threads out of range.</summary>
    internal void Check()
    {
        CheckThreads(IntraOpThreads, nameof(IntraOpThreads));
        CheckThreads(InterOpThreads, nameof(InterOpThreads));
    }

    private static void CheckThreads(int threads, string name)
    {
        if (threads is < 1 or > MaxThreads)
        {
            throw new ArgumentOutOfRangeException(name, threads, $"expected 1 to {MaxThreads} threads");
        }
    }
}
