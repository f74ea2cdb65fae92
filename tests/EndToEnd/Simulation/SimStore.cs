using System.Text;
using EdgeAgent.Buffer;
using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.EndToEnd.Simulation;

/// <summary>Opens the real buffer over the simulated disk of one machine, as BufferStore does over real files: a damaged store is set aside, and a new epoch tells of it.</summary>
internal sealed class SimStore(SimClock clock, Random random) : IStoreHome
{
    private const string NowhereToWrite = "/proc/no/room";
    private static readonly BufferOptions Options = new()
    {
        BudgetBytes = 320 << 10, CommitMs = 0, EvictRecords = 100, MergeRecords = 1_000, ReplaceWhileRunning = true, IdleUpkeep = false,
    };

    private string _lastEpoch = "unknown";

    public SimDisk Disk { get; private set; } = new(random);

    public SimEngine? Engine { get; private set; }

    /// <summary>Stores that were lost so far.</summary>
    public int Lost { get; private set; }

    public long AsideBytes => 0;

    public ISummaryBuffer Open() =>
        new SummaryBuffer(this, new SpacePlan(Options.BudgetBytes), new DiskReserve(NowhereToWrite, 1), Options, clock, NullLogger.Instance);

    StoreOpened IStoreHome.Open()
    {
        try
        {
            Engine = new SimEngine(Disk, random);
            return OwnValue.Read(Engine, StoreKeys.Epoch) is { } epoch
                ? new StoreOpened(Engine, HeadsFile.Open(NowhereToWrite), Encoding.ASCII.GetString(epoch), new byte[32], BufferState.Read(Engine)!)
                : Create(null, []);
        }
        catch (StoreException e) when (e.Fault == StoreFault.Corrupt)
        {
            return Mend(e, null);
        }
    }

    public StoreOpened Mend(StoreException fault, StoreOpened? known)
    {
        Lost++;
        var lost = known?.Epoch ?? _lastEpoch;
        Disk = new SimDisk(random) { State = Disk.State };
        Engine = new SimEngine(Disk, random);
        return Create(lost, known?.State.Consumers.Values ?? []);
    }

    public void Trim(long liveBytes)
    {
    }

    private StoreOpened Create(string? lostEpoch, IEnumerable<ConsumerState> consumers)
    {
        var now = clock.Read();
        _lastEpoch = EpochId.Make();
        var batch = new BufferBatch(BufferState.Empty, _lastEpoch);
        batch.Put(StoreKeys.Epoch, Encoding.ASCII.GetBytes(_lastEpoch));
        batch.KeepConsumers();
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
        return new StoreOpened(Engine, HeadsFile.Open(NowhereToWrite), _lastEpoch, new byte[32], batch.Next());
    }
}
