using System.Text;
using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Buffer.Look;

/// <summary>
/// Looks at the store of a data path without changing it: beside a running agent as a second reader, else holding the data path so that none starts meanwhile. Reads in short
/// pages, so that the agent's log can be cut between them. For one thread.
/// </summary>
public sealed class BufferLook : IDisposable
{
    private const int PageRecords = 1_000;
    private const int PageBytes = 1 << 20;
    private static readonly Stamp NoStamp = new(0, 0, 0, ClockQuality.Unsynced);

    private readonly IStoreReader _store;
    private readonly DataPathLock? _lock;
    private readonly Witness? _witness;

    private BufferLook(string path, IStoreReader store, DataPathLock? dataLock, string? holder)
    {
        StorePath = path;
        _store = store;
        _lock = dataLock;
        Holder = holder;
        _witness = HeadsFile.Read(Path.Combine(Path.GetDirectoryName(path)!, HeadsFile.Name));
    }

    /// <summary>The store's first file.</summary>
    public string StorePath { get; }

    /// <summary>Process id of the agent that has the store open; null when none runs.</summary>
    public string? Holder { get; }

    /// <summary>Opens the store of a data path. Never throws for the state of the disk: the fault says what is wrong, where, and what was expected.</summary>
    public static LookOpened Open(string dataPath) => Open(dataPath, SqliteKind.Instance);

    /// <summary>The same for a kind of engine.</summary>
    public static LookOpened Open(string dataPath, IStoreKind kind)
    {
        var path = Path.Combine(dataPath, BufferStore.FolderName, kind.FileName);
        if (!Directory.Exists(dataPath))
        {
            return new LookOpened(null, $"the data path {dataPath} does not exist; expected the folder that `edgeagent run --data` uses", false);
        }

        if (!File.Exists(path))
        {
            return new LookOpened(null, $"there is no store {path}; expected one, which the agent makes at its first start", false);
        }

        var holder = DataPathLock.HolderIn(dataPath);
        var taken = holder is null ? DataPathLock.Take(dataPath) : new LockResult(null, "", MayPass: true);
        if (taken is { Held: null, MayPass: false })
        {
            return new LookOpened(null, taken.Fault, false);
        }

        try
        {
            return new LookOpened(new BufferLook(path, kind.OpenReader(path), taken.Held, holder), "", false);
        }
        catch (StoreException e)
        {
            taken.Held?.Dispose();
            return new LookOpened(null, $"{path} cannot be read: {e.Message}", e.Fault == StoreFault.Corrupt);
        }
    }

    /// <summary>What the store is, now. Throws <see cref="StoreException"/>.</summary>
    public LookFacts Facts()
    {
        using (_store.Freeze())
        {
            var counts = Counts();
            var folder = Path.GetDirectoryName(StorePath)!;
            return new LookFacts
            {
                Epoch = OwnValue.TryRead(_store, StoreKeys.Epoch) is { } epoch ? Encoding.ASCII.GetString(epoch) : null,
                Gateway = OwnValue.TryRead(_store, StoreKeys.StatePrefix + GatewayKey) is { } gateway ? Encoding.UTF8.GetString(gateway) : null,
                Heads = counts.Heads,
                Floors = counts.Floors,
                UsedBytes = _store.UsedBytes,
                FileBytes = Directory.GetFiles(folder).Sum(static f => new FileInfo(f) is { Exists: true } file ? file.Length : 0),
                SetAside = [.. Directory.GetFiles(folder, "*.corrupt-*Z*").Order(StringComparer.Ordinal)],
                BytesWritten = _witness?.Wear.BytesWritten ?? 0,
                Syncs = _witness?.Wear.Syncs ?? 0,
                RanMs = _witness?.RanMs ?? 0,
                Consumers = ConsumerTable.Read(OwnValue.TryRead(_store, StoreKeys.Consumers)) is { } table ? [.. table.Values.OrderBy(static c => c.Name, StringComparer.Ordinal)] : null,
            };
        }
    }

    /// <summary>Name of the stage's value under which the agent keeps the gateway's id.</summary>
    public const string GatewayKey = "gateway";

    /// <summary>
    /// Reads a page of a class after a number: sound records, and gaps (reason `corrupt`) for what is damaged. Empty at the end. Throws <see cref="StoreException"/>.
    /// </summary>
    public void Read(SummaryClass summaryClass, ulong after, int limit, List<StoredSummary> into) => Scan(summaryClass, after, limit, into, null);

    /// <summary>
    /// Reads everything, checks all sums and lets the engine check its structure. <paramref name="tell"/> is called for each fault, <paramref name="progress"/> with the share that is done, 0..1.
    /// Throws <see cref="StoreException"/> when it cannot look, OperationCanceledException.
    /// </summary>
    public LookVerified Verify(Action<LookFault> tell, Action<double> progress, CancellationToken cancel)
    {
        var faults = 0L;
        void Tell(LookFault fault)
        {
            faults++;
            tell(fault);
        }

        VerifyValues(Tell);
        var counts = Counts();
        var all = Math.Max(1, SummaryClasses.All.Sum(c => (double)(counts.Heads[c] - counts.Floors[c])));
        var (records, done) = (0L, 0.0);
        foreach (var summaryClass in SummaryClasses.All)
        {
            var page = new List<StoredSummary>();
            for (var at = 0UL; ;)
            {
                cancel.ThrowIfCancellationRequested();
                var damaged = 0;
                page.Clear();
                Scan(summaryClass, at, PageRecords, page, (first, last) =>
                {
                    damaged++;
                    Tell(new LookFault(summaryClass, first, last, "damaged or missing"));
                });
                if (page.Count == 0)
                {
                    break;
                }

                records += page.Count - damaged;
                done += page[^1].Seq - Math.Max(at, page[0].FirstSeq - 1);
                at = page[^1].Seq;
                progress(Math.Min(1, done / all));
            }
        }

        _store.Check(fault => Tell(new LookFault(null, 0, 0, fault)));
        progress(1);
        return new LookVerified(records, faults);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _store.Dispose();
        _lock?.Dispose();
    }

    private void VerifyValues(Action<LookFault> tell)
    {
        foreach (var (key, value) in _store.GetValues(""))
        {
            if (OwnValue.Open(key, value) is null)
            {
                tell(new LookFault(null, 0, 0, $"the value {key} is damaged"));
            }
        }

        foreach (var key in (string[])[StoreKeys.Format, StoreKeys.Epoch, StoreKeys.Secret, StoreKeys.Counts, StoreKeys.Consumers])
        {
            if (_store.GetValue(key) is null)
            {
                tell(new LookFault(null, 0, 0, $"the value {key} is missing"));
            }
        }

        if (Holder is not null || _witness is null)
        {
            return;
        }

        var heads = Counts().Heads;
        foreach (var summaryClass in SummaryClasses.All.Where(c => _witness.Counts.Heads[c] > heads[c]))
        {
            tell(new LookFault(summaryClass, heads[summaryClass] + 1, _witness.Counts.Heads[summaryClass], "confirmed, and lost with the end of the log"));
        }
    }

    // What the store says of itself, else what the file beside it says.
    private StoreCounts Counts() =>
        StoreCounts.Read(OwnValue.TryRead(_store, StoreKeys.Counts)) ?? _witness?.Counts ?? new StoreCounts(default, default);

    private void Scan(SummaryClass summaryClass, ulong after, int limit, List<StoredSummary> into, Action<ulong, ulong>? tell)
    {
        using (_store.Freeze())
        {
            var counts = Counts();
            var epoch = OwnValue.TryRead(_store, StoreKeys.Epoch) is { } bytes ? Encoding.ASCII.GetString(bytes) : "";
            var scan = new RecordScan(_store, summaryClass, (first, last) =>
            {
                tell?.Invoke(first, last);
                return new StoredSummary(last, first, Gaps.Make(epoch, summaryClass, first, last, Gaps.Corrupt, NoStamp));
            });
            scan.Read(Math.Max(after, counts.Floors[summaryClass]), counts.Heads[summaryClass], limit, PageBytes, into);
        }
    }
}
