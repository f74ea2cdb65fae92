using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Buffer;

/// <content>The writer's thread: group commit and remedies for faults.</content>
public sealed partial class SummaryBuffer
{
    private const int ExpiryCheckMs = 600_000;

    private FullRemedy _fullRemedy;
    private long _headsWrittenBytes;
    private long _openedMs;
    private long _startedMs;
    private long _ranBeforeMs;
    private long _expiryCheckedMs;

    // What is still to be tried on a full disk; anew after each commit that succeeds.
    private enum FullRemedy
    {
        Merge,
        Evict,
        None,
    }

    private void Run()
    {
        var reader = _requests.Reader;
        while (WaitForRequest(reader))
        {
            Gather(reader);
            CommitBatch();
            _batch.Clear();
            TidyFiles(_clock.Read());
        }
    }

    private bool WaitForRequest(ChannelReader<BufferRequest> reader)
    {
        if (reader.TryPeek(out _))
        {
            return true;
        }

        var waiting = reader.WaitToReadAsync().AsTask();
        while (!waiting.Wait(_options.IdleUpkeep ? UpkeepMs : Timeout.Infinite, CancellationToken.None))
        {
            KeepPromise(_clock.Read());
            TidyFiles(_clock.Read());
        }

        return waiting.GetAwaiter().GetResult();
    }

    // Takes what waits; when nothing of it is urgent, waits for more to share the transaction with.
    private void Gather(ChannelReader<BufferRequest> reader)
    {
        var untilNs = _clock.Read().MonoNs + (_options.CommitMs * 1_000_000L);
        var (summaries, bytes, urgent) = (0, 0L, false);
        bool MayTake() => summaries < _options.BatchSummaries && bytes < _plan.BatchBytes;
        while (MayTake())
        {
            while (MayTake() && reader.TryRead(out var request))
            {
                _batch.Add(request);
                summaries += request.Summaries;
                bytes += request.Bytes;
                urgent |= request.IsUrgent;
            }

            var leftMs = (int)((untilNs - _clock.Read().MonoNs) / 1_000_000);
            if (urgent || leftMs <= 0 || !MayTake())
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
        string? fault = null;
        long released = 0;
        try
        {
            var now = _clock.Read();
            released = CommitWithRemedies(now);
            KeepPromise(now);
        }
        catch (Exception e) when (e is StoreException or IOException or UnauthorizedAccessException)
        {
            NoteBroken(e as StoreException);
            fault = e is StoreException store ? NameOf(store) : e.Message;
        }
        catch (Exception e)
        {
            Log.WriterFailed(_log, e);
            fault = e.Message;
        }

        var appended = fault is null ? _batch.Sum(static r => r.Summaries) : 0;
        TellFault(fault, appended);
        foreach (var request in _batch)
        {
            request.Complete(fault, released);
        }
    }

    // One remedy for each fault that has one, then one more try.
    private long CommitWithRemedies(in Now now)
    {
        var mayMend = _options.ReplaceWhileRunning;
        while (true)
        {
            try
            {
                MendIfBroken(now);
                ThrowIfHeld();
                var released = Commit(now);
                _fullRemedy = FullRemedy.Merge;
                return released;
            }
            catch (StoreException e) when (mayMend && (e.Fault is StoreFault.Corrupt or StoreFault.Missing or StoreFault.LogMissing) && _broken is null)
            {
                mayMend = false;
                _broken = e;
            }
            catch (StoreException e) when (e.Fault == StoreFault.DiskFull && _fullRemedy != FullRemedy.None)
            {
                if (!MakeRoomOnFullDisk(now))
                {
                    throw;
                }
            }
        }
    }

    // A disk that stays full must not cost the whole buffer: each remedy once, until a commit succeeds.
    private bool MakeRoomOnFullDisk(in Now now)
    {
        _reserve.GiveUp();
        if (_fullRemedy++ == FullRemedy.Merge && MergeRoutine())
        {
            return true;
        }

        _fullRemedy = FullRemedy.None;
        return EvictOldest(now, Dearest());
    }

    private void ThrowIfHeld()
    {
        var isAlarm = Dearest() == SummaryClass.Alarm;
        if (!IsOverHeldLimit(isAlarm))
        {
            return;
        }

        _store.Engine.Tidy(giveBack: false);
        if (IsOverHeldLimit(isAlarm))
        {
            throw new StoreException(StoreFault.Held, "another program holds an old view of the store open, so that its log cannot be cut");
        }
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
        if (!batch.Write.IsEmpty)
        {
            _store.Engine.Commit(batch.Write);
            Publish(batch.Next());
        }

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

    // The dearest class that waits: what is dearer than it must not give way to it.
    private SummaryClass Dearest() => _batch.Count == 0 ? SummaryClass.Bulk : _batch.Min(static r => r.Dearest);

    private void Publish(BufferState next)
    {
        var moved = next.Heads != _view.Heads || _store.Epoch != _view.Epoch;
        Volatile.Write(ref _state, next);
        if (moved || !_store.Key.AsSpan().SequenceEqual(_view.Key.Span))
        {
            Volatile.Write(ref _view, new StoreView(_store.Epoch, _store.Key, next.Heads));
        }

        _figures = _figures with { Commits = _figures.Commits + 1 };
        UpdateFigures();
        if (!moved)
        {
            return;
        }

        _headsWrittenBytes += _store.HeadsFile.Write(new Witness(_store.Epoch, next.Counts, _figures.Wear, _clock.Read().MonoMs - _openedMs)) ? HeadsFile.WrittenBytes : 0;
        TaskCompletionSource done;
        lock (_waitGate)
        {
            done = _moved;
            _moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        done.TrySetResult();
    }

    private void TellFault(string? fault, int appended)
    {
        var isNew = fault != _figures.Fault;
        Volatile.Write(ref _figures, _figures with { Fault = fault, Appended = _figures.Appended + appended });
        if (isNew && fault is not null)
        {
            Log.CommitFailed(_log, fault);
        }
    }

    private static string NameOf(StoreException e) => e.Fault switch
    {
        StoreFault.DiskFull => "diskFull",
        StoreFault.ReadOnly => "readOnly",
        StoreFault.Corrupt => "corrupt",
        StoreFault.Missing or StoreFault.LogMissing => "missing",
        StoreFault.Held => "heldByReader",
        _ => e.Message,
    };
}
