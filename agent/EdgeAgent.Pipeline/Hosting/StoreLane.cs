using System.Diagnostics.CodeAnalysis;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Pipeline.Hosting;

/// <summary>
/// The bounded arrow from the data path to the buffer. What the buffer cannot store (disk full) waits here and is tried again; when even that is full,
/// the oldest goes, and a gap of its class tells how many and from when to when as soon as something can be stored.
/// </summary>
public sealed class StoreLane : IAsyncDisposable
{
    private const int RetryMs = 1_000;
    private const int RetryMaxMs = 30_000;

    private readonly ISummaryBuffer _buffer;
    private readonly TimeProvider _time;
    private readonly Action<string?> _tellFault;
    private readonly int _capacity;
    private readonly object _gate = new();
    private readonly LinkedList<StoreBatch> _waiting = new();
    private readonly LossLedger _lost = new();
    private readonly SemaphoreSlim _arrived = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private int _summaries;
    private long _dropped;

    /// <summary>Starts the lane.</summary>
    /// <param name="buffer">Where summaries go.</param>
    /// <param name="capacity">Summaries that may wait, 1..100,000.</param>
    /// <param name="time">For retries.</param>
    /// <param name="tellFault">Called when storing begins to fail (with the fault) and when it works again (null).</param>
    public StoreLane(ISummaryBuffer buffer, int capacity, TimeProvider time, Action<string?> tellFault)
    {
        _buffer = buffer;
        _capacity = capacity;
        _time = time;
        _tellFault = tellFault;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Summaries that were dropped before they could be stored; each is in a gap.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Summaries that wait.</summary>
    public int Waiting => Volatile.Read(ref _summaries);

    // A batch may hold state alone.
    private bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count == 0;
            }
        }
    }

    /// <summary>Takes a batch; never waits.</summary>
    public void Add(StoreBatch batch)
    {
        lock (_gate)
        {
            _waiting.AddLast(batch);
            _summaries += batch.Summaries.Count;
            while (_summaries > _capacity && _waiting.Count > 1)
            {
                DropOldest();
            }
        }

        Signal();
    }

    /// <summary>Waits until all is stored, for at most <paramref name="forMs"/>; <see cref="Waiting"/> tells what was left.</summary>
    public async Task FlushAsync(int forMs)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(forMs), _time);
        while (!IsEmpty && !limit.IsCancellationRequested && !_loop.IsCompleted)
        {
            Signal();
            await Task.Delay(TimeSpan.FromMilliseconds(5), _time, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
        _arrived.Dispose();
    }

    private void Signal()
    {
        lock (_gate)
        {
            if (_arrived.CurrentCount == 0)
            {
                _arrived.Release();
            }
        }
    }

    // The state of a dropped batch is newer than what is stored: it moves to the batch after it unless that one has a newer one.
    private void DropOldest()
    {
        var oldest = _waiting.First!.Value;
        _waiting.RemoveFirst();
        _summaries -= oldest.Summaries.Count;
        Volatile.Write(ref _dropped, _dropped + oldest.Summaries.Count);
        foreach (var summary in oldest.Summaries)
        {
            _lost.Add(summary);
        }

        var next = _waiting.First!;
        var older = oldest.State.Where(o => !next.Value.State.Any(n => n.Key == o.Key)).ToList();
        if (older.Count > 0)
        {
            next.Value = next.Value with { State = [.. older, .. next.Value.State] };
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The stage's loop: a programmer error in the buffer must not stop the gateway silently.")]
    private async Task RunAsync()
    {
        var retryMs = 0;
        string? told = null;
        while (!_stop.IsCancellationRequested)
        {
            if (!await WaitAsync(retryMs).ConfigureAwait(false))
            {
                return;
            }

            string? fault;
            try
            {
                fault = await StoreNextAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                fault = e.Message;
            }

            retryMs = fault is null ? 0 : Math.Clamp(retryMs * 2, RetryMs, RetryMaxMs);
            if (fault != told)
            {
                told = fault;
                _tellFault(fault);
            }
        }
    }

    private async Task<bool> WaitAsync(int retryMs)
    {
        try
        {
            if (retryMs > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(retryMs), _time, _stop.Token).ConfigureAwait(false);
            }
            else if (IsEmpty)
            {
                await _arrived.WaitAsync(_stop.Token).ConfigureAwait(false);
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<string?> StoreNextAsync()
    {
        StoreBatch batch;
        LinkedListNode<StoreBatch> node;
        IReadOnlyList<Summary> gaps;
        lock (_gate)
        {
            if (_waiting.First is null)
            {
                return null;
            }

            node = _waiting.First;
            batch = node.Value;
            gaps = _lost.Gaps(_buffer.Epoch);
        }

        IReadOnlyList<Summary> summaries = gaps.Count == 0 ? batch.Summaries : [.. gaps, .. batch.Summaries];
        var result = await _buffer.AppendAsync(summaries, batch.State, _stop.Token).ConfigureAwait(false);
        if (!result.Stored)
        {
            return result.Fault ?? "not stored";
        }

        lock (_gate)
        {
            _lost.Remove(gaps);

            // It may have been dropped in the meantime: then it is stored after all, and only counted as lost besides.
            if (_waiting.First == node)
            {
                _waiting.RemoveFirst();
                _summaries -= batch.Summaries.Count;
            }
        }

        return null;
    }
}
