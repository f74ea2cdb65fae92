using System.Text;
using EdgeAgent.Buffer;
using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.EndToEnd.Simulation;

/// <summary>Opens the real buffer over the simulated disk of one machine, as BufferStore does over real files: a damaged store is set aside, and a new epoch tells of it.</summary>
internal sealed class SimStore(SimClock clock, Random random)
{
    private const string EpochKey = "epoch";
    private static readonly BufferOptions Options = new()
    {
        BudgetBytes = 320 << 10, CommitMs = 0, EvictRecords = 100, MergeRecords = 1_000, ReplaceWhileRunning = true,
    };

    private string _lastEpoch = "unknown";

    public SimDisk Disk { get; private set; } = new(random);

    public SimEngine? Engine { get; private set; }

    /// <summary>Stores that were lost so far.</summary>
    public int Lost { get; private set; }

    public ISummaryBuffer Open()
    {
        StoreOpened store;
        try
        {
            Engine = new SimEngine(Disk, random);
            store = Engine.GetValue(EpochKey) is { } epoch ? TakeUp(Encoding.ASCII.GetString(epoch)) : Create(null, []);
        }
        catch (StoreException e) when (e.Fault == StoreFault.Corrupt)
        {
            store = Replace(_lastEpoch, []);
        }

        return new SummaryBuffer(store, (_, old, consumers) => Replace(old ?? _lastEpoch, consumers), new DiskReserve("/proc/no/room"), Options, clock, NullLogger.Instance);
    }

    private StoreOpened TakeUp(string epoch)
    {
        var state = BufferState.Read(Engine!.GetValue(BufferBatch.CountsKey), Engine.GetValues(BufferBatch.ConsumerPrefix))!;
        return new StoreOpened(Engine, epoch, new byte[32], state with { Life = ConsumerLife.Read(Engine.GetValue(BufferBatch.LifeKey)) });
    }

    private StoreOpened Replace(string lostEpoch, IEnumerable<ConsumerState> consumers)
    {
        Lost++;
        Disk = new SimDisk(random) { State = Disk.State };
        Engine = new SimEngine(Disk, random);
        return Create(lostEpoch, consumers);
    }

    private StoreOpened Create(string? lostEpoch, IEnumerable<ConsumerState> consumers)
    {
        var now = clock.Read();
        _lastEpoch = EpochId.Make();
        var batch = new BufferBatch(BufferState.Empty, _lastEpoch);
        batch.Write.Values.Add((EpochKey, Encoding.ASCII.GetBytes(_lastEpoch)));
        foreach (var consumer in consumers)
        {
            batch.PutConsumer(consumer.Name, consumer.Classes, now.UtcMs);
        }

        foreach (var summaryClass in lostEpoch is null ? [] : SummaryClasses.All)
        {
            batch.Append(new Summary
            {
                Type = SummaryType.Gap,
                Class = summaryClass,
                Made = Stamp.At(now, clock.Boot),
                Data = new GapData { Epoch = lostEpoch!, Class = summaryClass, Reason = "storeLost" },
            });
        }

        batch.Seal();
        Engine!.Commit(batch.Write);
        return new StoreOpened(Engine, _lastEpoch, new byte[32], batch.Next());
    }
}
