using System.Runtime.InteropServices;
using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Buffer;

/// <content>What gives way when the budget presses: bulk first, then routine windows become coarser, then the oldest of the cheapest class goes. On the writer's thread.</content>
public sealed partial class SummaryBuffer
{
    // What was confirmed stays confirmed: a fault while making room is told, and tried again with the next commit.
    private void KeepWithinBudget(in Now now)
    {
        var reserve = _options.BudgetBytes / 16;
        try
        {
            while (_usedBytes > _options.BudgetBytes - reserve && MakeRoom(now))
            {
            }
        }
        catch (StoreException e)
        {
            Log.EvictFailed(_log, e.Message);
        }
    }

    private bool MakeRoom(in Now now) => EvictOldest(now, SummaryClass.Bulk) || MergeRoutine() || EvictOldest(now, SummaryClass.Alarm);

    private bool EvictOldest(in Now now, SummaryClass dearest)
    {
        // The cheapest class first. Alarms go last of all.
        foreach (var summaryClass in (ReadOnlySpan<SummaryClass>)[SummaryClass.Bulk, SummaryClass.Routine, SummaryClass.Event, SummaryClass.Alarm])
        {
            if (summaryClass < dearest)
            {
                return false;
            }

            var oldest = new List<StoredSummary>(_options.EvictRecords);

            // A class that cannot be read must not be passed over for a dearer one.
            ReadOrThrow(_store.Engine, Store, summaryClass, _state.Floors[summaryClass], _options.EvictRecords, int.MaxValue, oldest);
            if (oldest.Count > 1)
            {
                var batch = new BufferBatch(_state, Epoch);
                batch.Evict(summaryClass, oldest, "budget", now, _clock.Boot);
                CommitRoom(batch);
                Log.Evicted(_log, SummaryClasses.NameOf(summaryClass), oldest[0].FirstSeq, oldest[^1].Seq);
                return true;
            }
        }

        return false;
    }

    // Merges the oldest run that can be; false when all that may be merged is as coarse as it gets. A full disk has no room for this: there the oldest goes at once.
    private bool MergeRoutine()
    {
        var borders = _state.Consumers.Values.Select(static c => c.Acknowledged.Routine).ToHashSet();
        for (var level = 0; level < _coarseTo.Length; level++)
        {
            while (ScanPage(level, borders) is { } merged)
            {
                if (merged)
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Looks for a run in the next page: true when one was merged, false when the page held none, null when no page is left.
    private bool? ScanPage(int level, HashSet<ulong> borders)
    {
        var spanMs = RoutineMerger.SpansMs[level];
        var page = new List<StoredSummary>(_options.MergeRecords);
        ReadOrThrow(_store.Engine, Store, SummaryClass.Routine, Math.Max(_coarseTo[level], _state.Floors.Routine), _options.MergeRecords, int.MaxValue, page);
        var start = 0;
        while (start < page.Count)
        {
            var mayGoOn = start > 0 || page.Count < _options.MergeRecords;
            var length = RoutineMerger.LengthOfRun(page, start, spanMs, borders, mayGoOn);
            if (length == 0)
            {
                break;
            }

            var run = CollectionsMarshal.AsSpan(page).Slice(start, length);
            _coarseTo[level] = run[^1].Seq;
            if (RoutineMerger.Rewrite(run, spanMs) is { } records)
            {
                var batch = new BufferBatch(_state, Epoch);
                batch.Replace(SummaryClass.Routine, run, records);
                CommitRoom(batch);
                Log.Merged(_log, run[0].FirstSeq, run[^1].Seq, run.Length, records.Count);
                return true;
            }

            start += length;
        }

        return start == 0 ? null : false;
    }

    private void CommitRoom(BufferBatch batch)
    {
        batch.Seal();
        _store.Engine.Commit(batch.Write);
        Publish(batch.Next());
    }
}
