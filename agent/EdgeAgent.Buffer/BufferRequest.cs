using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Buffer;

/// <summary>Something that the writer is asked to do in its next transaction.</summary>
internal abstract class BufferRequest
{
    /// <summary>True when the transaction must not wait for others.</summary>
    public virtual bool IsUrgent => true;

    /// <summary>Summaries in it.</summary>
    public virtual int Summaries => 0;

    /// <summary>About how many bytes they take in the store.</summary>
    public virtual long Bytes => 0;

    /// <summary>The dearest class in it; <see cref="SummaryClass.Bulk"/> when it has no summaries.</summary>
    public virtual SummaryClass Dearest => SummaryClass.Bulk;

    /// <summary>Adds what it wants to the batch.</summary>
    public abstract void Apply(BufferBatch batch, long nowMs);

    /// <summary>Tells the caller: <paramref name="fault"/> is null after a durable commit.</summary>
    public abstract void Complete(string? fault, long released);
}

/// <summary>Append.</summary>
internal sealed class AppendRequest(IReadOnlyList<Summary> summaries, IReadOnlyList<StatePut> state) : BufferRequest
{
    private readonly TaskCompletionSource<AppendResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private const int WindowBytes = 160;
    private const int HeadBytes = 96;
    private ulong[] _seqs = [];

    public Task<AppendResult> Done => _done.Task;

    // State alone is written for somebody who waits for it.
    public override bool IsUrgent => summaries.Count == 0 || summaries.Any(static s => s.Class == SummaryClass.Alarm);

    public override int Summaries => summaries.Count;

    public override long Bytes { get; } =
        summaries.Sum(static s => s.Data is JsonData json ? HeadBytes + json.Utf8.Length : WindowBytes) + state.Sum(static s => (long)s.Value.Length);

    public override SummaryClass Dearest => summaries.Count == 0 ? SummaryClass.Bulk : summaries.Min(static s => s.Class);

    public override void Apply(BufferBatch batch, long nowMs)
    {
        _seqs = new ulong[summaries.Count];
        for (var i = 0; i < _seqs.Length; i++)
        {
            _seqs[i] = batch.Append(summaries[i]);
        }

        foreach (var put in state)
        {
            batch.Put(put);
        }
    }

    public override void Complete(string? fault, long released) =>
        _done.TrySetResult(fault is null ? new AppendResult(true, null, _seqs) : new AppendResult(false, fault, []));
}

/// <summary>A change to a consumer. <typeparamref name="T"/> is what the caller gets; null or default when the commit failed or there was no such consumer.</summary>
internal sealed class ConsumerRequest<T>(Func<BufferBatch, long, T> apply, Func<T, long, T> finish) : BufferRequest
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Done => _done.Task;

    public override void Apply(BufferBatch batch, long nowMs) => _result = apply(batch, nowMs);

    public override void Complete(string? fault, long released)
    {
        if (fault is null)
        {
            _done.TrySetResult(finish(_result, released));
        }
        else
        {
            _done.TrySetException(new IOException($"the buffer cannot be written: {fault}"));
        }
    }
}
