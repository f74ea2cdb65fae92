using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Buffer;

/// <content>The writer's thread: group commit, remedies for faults, the budget.</content>
public sealed partial class SummaryBuffer
{
    private void Run()
    {
        var reader = _requests.Reader;
        while (WaitForRequest(reader))
        {
            Gather(reader);
            CommitBatch();
            _batch.Clear();
        }
    }

    private bool WaitForRequest(ChannelReader<BufferRequest> reader)
    {
        if (reader.TryPeek(out _))
        {
            return true;
        }

        var waiting = reader.WaitToReadAsync().AsTask();
        if (!waiting.Wait(RetryGiveBackMs, CancellationToken.None))
        {
            GiveBack();
        }

        return waiting.GetAwaiter().GetResult();
    }

    // Takes what waits; when nothing of it is urgent, waits for more to share the transaction with.
    private void Gather(ChannelReader<BufferRequest> reader)
    {
        var untilNs = _clock.Read().MonoNs + (_options.CommitMs * 1_000_000L);
        var summaries = 0;
        var urgent = false;
        while (summaries < _options.BatchSummaries)
        {
            while (summaries < _options.BatchSummaries && reader.TryRead(out var request))
            {
                _batch.Add(request);
                summaries += request.Summaries;
                urgent |= request.IsUrgent;
            }

            var leftMs = (int)((untilNs - _clock.Read().MonoNs) / 1_000_000);
            if (urgent || leftMs <= 0 || summaries >= _options.BatchSummaries)
            {
                return;
            }

            var more = reader.WaitToReadAsync().AsTask();
            if (!more.Wait(leftMs, CancellationToken.None) || !more.GetAwaiter().GetResult())
            {
                return;
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The writer's loop: an error must reach the callers, not end the thread.")]
    private void CommitBatch()
    {
        var now = _clock.Read();
        string? fault = null;
        long released = 0;
        try
        {
            released = CommitOrMend(now);
            KeepWithinBudget(now);
        }
        catch (Exception e) when (e is StoreException or IOException or UnauthorizedAccessException)
        {
            fault = e is StoreException store ? NameOf(store) : e.Message;
        }
        catch (Exception e)
        {
            Log.WriterFailed(_log, e);
            fault = e.Message;
        }

        TellFault(fault);
        var appended = 0;
        foreach (var request in _batch)
        {
            appended += fault is null ? request.Summaries : 0;
            request.Complete(fault, released);
        }

        Volatile.Write(ref _appended, _appended + appended);
    }

    // One remedy for each fault that has one, then one more try.
    private long CommitOrMend(in Now now)
    {
        try
        {
            var released = Commit(now);
            _evictingHelps = true;
            return released;
        }
        catch (StoreException e) when (_options.ReplaceWhileRunning && (e.Fault is StoreFault.Corrupt or StoreFault.Missing))
        {
            ReplaceStore(e);
        }
        catch (StoreException e) when (e.Fault == StoreFault.DiskFull && _evictingHelps)
        {
            // A disk that stays full must not cost the whole buffer: not again before a commit succeeds.
            _evictingHelps = false;
            _reserve.GiveUp();
            if (!EvictOldest(now, Dearest()))
            {
                throw;
            }
        }

        return Commit(now);
    }

    private long Commit(in Now now)
    {
        var runningMs = _ranBeforeMs + now.MonoMs - _startedMs;
        var batch = new BufferBatch(_state, Epoch) { RunningMs = runningMs };
        foreach (var request in _batch)
        {
            request.Apply(batch, now.UtcMs);
        }

        IReadOnlyList<string>? expired = null;
        if (runningMs - _expiryCheckedMs >= Math.Min(ExpiryCheckMs, _options.ConsumerExpiryMs / 10))
        {
            expired = batch.Expire(_options.ConsumerExpiryMs);
        }

        batch.Release();
        batch.Seal();
        _store.Engine.Commit(batch.Write);
        Publish(batch.Next());
        TellExpired(expired, runningMs);
        return batch.Write.Deleted;
    }

    private void TellExpired(IReadOnlyList<string>? expired, long runningMs)
    {
        if (expired is null)
        {
            return;
        }

        _expiryCheckedMs = runningMs;
        foreach (var name in expired)
        {
            Log.ConsumerExpired(_log, name);
        }
    }

    // A new store counts from nothing.
    private void StartRunning()
    {
        _startedMs = _clock.Read().MonoMs;
        _ranBeforeMs = _state.Life.RunningMs;
        _expiryCheckedMs = _ranBeforeMs;
    }

    private void ReplaceStore(StoreException fault)
    {
        var old = _store;
        old.Engine.Dispose();
        var next = _replace(fault.Message, old.Epoch, _state.Consumers.Values);
        Volatile.Write(ref _store, next);
        Array.Clear(_coarseTo);
        Publish(next.State);
        StartRunning();
    }

    // The dearest class that waits: what is dearer than it must not give way to it.
    private SummaryClass Dearest() => _batch.Count == 0 ? SummaryClass.Bulk : _batch.Min(static r => r.Dearest);

    private void Publish(BufferState next)
    {
        var moved = next.Heads != _view.Heads || _store.Epoch != _view.Epoch;
        Volatile.Write(ref _state, next);
        if (moved)
        {
            Volatile.Write(ref _view, new StoreView(_store.Epoch, _store.Key, next.Heads));
        }

        Volatile.Write(ref _commits, _commits + 1);
        Volatile.Write(ref _usedBytes, _store.Engine.UsedBytes);
        Volatile.Write(ref _fileBytes, _store.Engine.FileBytes);
        if (!moved)
        {
            return;
        }

        TaskCompletionSource done;
        lock (_waitGate)
        {
            done = _moved;
            _moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        done.TrySetResult();
    }

    private void GiveBack()
    {
        try
        {
            if (_fault is null)
            {
                _reserve.TryTake();
            }

            if (_fileBytes > _usedBytes + (1 << 20))
            {
                _store.Engine.GiveBack();
                Volatile.Write(ref _fileBytes, _store.Engine.FileBytes);
            }
        }
        catch (StoreException e)
        {
            TellFault(NameOf(e));
        }
    }

    private void TellFault(string? fault)
    {
        if (fault == _fault)
        {
            return;
        }

        Volatile.Write(ref _fault, fault);
        if (fault is not null)
        {
            Log.CommitFailed(_log, fault);
        }
    }

    private static string NameOf(StoreException e) => e.Fault switch
    {
        StoreFault.DiskFull => "diskFull",
        StoreFault.ReadOnly => "readOnly",
        StoreFault.Corrupt => "corrupt",
        StoreFault.Missing => "missing",
        _ => e.Message,
    };
}
