using System.Diagnostics.CodeAnalysis;
using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Buffer;

/// <content>What is done after a commit or while nothing comes: the budget, the log, damage that was met, the reserve. On the writer's thread.</content>
public sealed partial class SummaryBuffer
{
    private const int UpkeepMs = 1_000;
    private const int MendAgainMs = 10_000;

    private StoreException? _broken;
    private string? _upkeepFault;
    private long _upkeptMs;
    private long _mendTriedMs = long.MinValue / 2;
    private EngineWear _earlierWear;

    // Before callers hear of the commit: what changes records.
    private void KeepPromise(in Now now)
    {
        try
        {
            MendWhatWasMet(now);
            if (_broken is null || MayMend(now))
            {
                MendIfBroken(now);
                KeepWithinBudget(now);
            }

            TellUpkeep(null);
        }
        catch (Exception e) when (e is StoreException or IOException or UnauthorizedAccessException)
        {
            NoteBroken(e as StoreException);
            TellUpkeep(e.Message);
        }
    }

    // Afterwards: what only concerns the files.
    [SuppressMessage("Design", "CA1031", Justification = "The writer's loop: an error in upkeep must not end the thread, and the process with it.")]
    private void TidyFiles(in Now now)
    {
        try
        {
            var isDue = now.MonoMs - _upkeptMs >= UpkeepMs;
            _store.Engine.Tidy(isDue);
            if (isDue)
            {
                _upkeptMs = now.MonoMs;
                TakeReserve();
                _home.Trim(_store.Engine.FileBytes + _reserve.HeldBytes);
            }
        }
        catch (Exception e) when (e is StoreException or IOException or UnauthorizedAccessException)
        {
            NoteBroken(e as StoreException);
            TellUpkeep(e.Message);
        }
        catch (Exception e)
        {
            Log.WriterFailed(_log, e);
        }

        UpdateFigures();
    }

    // Not while storing fails: the room would be taken from under the commit that tries again.
    private void TakeReserve()
    {
        if (_figures.Fault is null && _reserve.TryTake())
        {
            _fullRemedy = FullRemedy.Merge;
        }
    }

    private void NoteBroken(StoreException? fault)
    {
        if (fault?.Fault is StoreFault.Corrupt or StoreFault.Missing or StoreFault.LogMissing)
        {
            _broken = fault;
        }
    }

    // A damaged record gives its place to a gap; a damaged structure is not written to any more.
    private void MendWhatWasMet(in Now now)
    {
        if (Interlocked.Exchange(ref _damage, null) is not { } met || met.Store.Engine != _store.Engine)
        {
            return;
        }

        if (met.InStructure)
        {
            _broken = new StoreException(StoreFault.Corrupt, $"records of class {SummaryClasses.NameOf(met.Class)} cannot be found or read");
            return;
        }

        var made = Stamp.At(now, _clock.Boot);
        var batch = new BufferBatch(_state, Epoch);
        foreach (var (first, last) in met.Runs.Where(r => r.First > _state.Floors[met.Class]))
        {
            batch.GiveUp(met.Class, first, last, made);
        }

        CommitRoom(batch);
        foreach (var (first, last) in met.Runs)
        {
            Log.GivenUp(_log, SummaryClasses.NameOf(met.Class), first, last);
        }
    }

    private bool MayMend(in Now now) => _options.ReplaceWhileRunning && now.MonoMs - _mendTriedMs >= MendAgainMs;

    private void TellUpkeep(string? fault)
    {
        if (fault is not null && fault != _upkeepFault)
        {
            Log.UpkeepFailed(_log, fault);
        }

        _upkeepFault = fault;
    }

    // Throws what it was broken by when it may not be mended, or was tried a moment ago.
    private void MendIfBroken(in Now now)
    {
        if (_broken is not { } fault)
        {
            return;
        }

        if (!MayMend(now))
        {
            throw fault;
        }

        _mendTriedMs = now.MonoMs;
        lock (_mendGate)
        {
            _earlierWear += _store.Engine.Wear;
            _store.Close();
            var next = _home.Mend(fault, _store with { State = _state });
            Volatile.Write(ref _store, next);
            Array.Clear(_coarseTo);
            Publish(next.State);
        }

        _broken = null;
        _mendTriedMs = long.MinValue / 2;
        StartRunning();
    }

    private bool IsOverHeldLimit(bool isAlarm) =>
        _store.Engine.IsHeld && _store.Engine.FileBytes + _reserve.HeldBytes > _plan.HeldLimitBytes(isAlarm);

    private void UpdateFigures()
    {
        try
        {
            Volatile.Write(ref _figures, _figures with
            {
                UsedBytes = _store.Engine.UsedBytes,
                FileBytes = _store.Engine.FileBytes + _reserve.HeldBytes + _home.AsideBytes,
                Wear = _earlierWear + _store.Engine.Wear + new EngineWear(_reserve.WrittenBytes + _headsWrittenBytes, 0),
            });
        }
        catch (StoreException e)
        {
            // What was committed stays so; the next upkeep mends it.
            NoteBroken(e);
        }
    }
}
