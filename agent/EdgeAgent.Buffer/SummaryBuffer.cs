using System.Threading.Channels;
using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Buffer;

/// <summary>
/// The buffer over an engine. One thread writes; all requests that wait share a transaction. See <see cref="ISummaryBuffer"/> for the promise.
/// </summary>
public sealed partial class SummaryBuffer : ISummaryBuffer
{
    private const int MaxReadLimit = 10_000;
    private const int RetryGiveBackMs = 1_000;
    private const int ExpiryCheckMs = 600_000;

    private readonly Func<string, string?, IEnumerable<ConsumerState>, StoreOpened> _replace;
    private readonly DiskReserve _reserve;
    private readonly BufferOptions _options;
    private readonly IEdgeClock _clock;
    private readonly ILogger _log;
    private readonly Channel<BufferRequest> _requests;
    private readonly Thread _writer;
    private readonly object _waitGate = new();
    private readonly List<BufferRequest> _batch = new(64);
    private readonly ulong[] _coarseTo = new ulong[RoutineMerger.SpansMs.Count];
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StoreOpened _store;
    private BufferState _state;
    private StoreView _view;
    private string? _fault;
    private long _commits;
    private long _appended;
    private long _usedBytes;
    private long _fileBytes;
    private bool _evictingHelps = true;
    private long _startedMs;
    private long _ranBeforeMs;
    private long _expiryCheckedMs;

    internal SummaryBuffer(
        StoreOpened store,
        Func<string, string?, IEnumerable<ConsumerState>, StoreOpened> replace,
        DiskReserve reserve,
        BufferOptions options,
        IEdgeClock clock,
        ILogger log)
    {
        _store = store;
        _state = store.State;
        _view = new StoreView(store.Epoch, store.Key, store.State.Heads);
        _replace = replace;
        _reserve = reserve;
        _options = options;
        _clock = clock;
        _log = log;
        _requests = Channel.CreateBounded<BufferRequest>(new BoundedChannelOptions(options.QueueLength) { SingleReader = true });
        StartRunning();
        _usedBytes = store.Engine.UsedBytes;
        _fileBytes = store.Engine.FileBytes;
        _writer = new Thread(Run, 512 * 1024) { Name = "buffer", IsBackground = true };
        _writer.Start();
    }

    /// <inheritdoc/>
    public StoreView Store => Volatile.Read(ref _view);

    private string Epoch => Store.Epoch;

    /// <inheritdoc/>
    public async ValueTask<AppendResult> AppendAsync(IReadOnlyList<Summary> summaries, IReadOnlyList<StatePut> state, CancellationToken cancel)
    {
        var request = new AppendRequest(summaries, state);
        await _requests.Writer.WriteAsync(request, cancel).ConfigureAwait(false);
        return await request.Done.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public byte[]? GetState(string key)
    {
        try
        {
            return Volatile.Read(ref _store).Engine.GetValue(BufferBatch.StatePrefix + key);
        }
        catch (StoreException e)
        {
            Log.ReadFailed(_log, e.Message);
            return null;
        }
    }

    /// <inheritdoc/>
    public bool Read(string epoch, SummaryClass summaryClass, ulong after, int limit, int maxBytes, List<StoredSummary> into)
    {
        into.Clear();
        var store = Volatile.Read(ref _store);
        var view = Store;
        if (view.Epoch != epoch || store.Epoch != epoch)
        {
            return false;
        }

        try
        {
            ReadOrThrow(store.Engine, view, summaryClass, after, limit, maxBytes, into);
        }
        catch (StoreException e)
        {
            into.Clear();
            Log.ReadFailed(_log, e.Message);
        }

        return true;
    }

    /// <inheritdoc/>
    public async Task<ConsumerState> PutConsumerAsync(string name, ClassSet classes, CancellationToken cancel)
    {
        var known = Volatile.Read(ref _state).Consumers;
        if (!known.ContainsKey(name) && known.Count >= _options.MaxConsumers)
        {
            throw new InvalidOperationException($"there are {_options.MaxConsumers} consumers already");
        }

        return await AskAsync(new ConsumerRequest<ConsumerState>((b, now) => b.PutConsumer(name, classes, now), (c, _) => c), r => r.Done, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ConsumerState? GetConsumer(string name) => Volatile.Read(ref _state).Consumers.GetValueOrDefault(name);

    /// <inheritdoc/>
    public bool HasExpired(string name) => Volatile.Read(ref _state).Life.Expired.Contains(name);

    /// <inheritdoc/>
    public IReadOnlyList<ConsumerState> Consumers() => [.. Volatile.Read(ref _state).Consumers.Values.OrderBy(c => c.Name, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public Task<bool> RemoveConsumerAsync(string name, CancellationToken cancel) =>
        AskAsync(new ConsumerRequest<bool>((b, _) => b.RemoveConsumer(name), (r, _) => r), r => r.Done, cancel);

    /// <inheritdoc/>
    public Task<AckResult?> AckAsync(string name, string epoch, Positions positions, CancellationToken cancel) => AskAsync(
        new ConsumerRequest<AckResult?>(
            (b, now) => b.Acknowledge(name, b.Epoch == epoch ? positions : default, now) is { } consumer ? new AckResult(consumer, 0, b.Epoch != epoch) : null,
            (result, released) => result is null ? null : result with { Released = released }),
        r => r.Done,
        cancel);

    /// <inheritdoc/>
    public async Task WaitAsync(string epoch, Positions seen, ClassSet classes, CancellationToken cancel)
    {
        while (true)
        {
            Task moved;
            lock (_waitGate)
            {
                moved = _moved.Task;
            }

            var view = Store;
            if (view.Epoch != epoch || SummaryClasses.All.Any(c => classes.Holds(c) && view.Heads[c] > seen[c]))
            {
                return;
            }

            await moved.WaitAsync(cancel).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public BufferStatus Status()
    {
        var state = Volatile.Read(ref _state);
        var kept = default(Positions);
        foreach (var summaryClass in SummaryClasses.All)
        {
            kept = kept.With(summaryClass, state.Heads[summaryClass] - state.Floors[summaryClass]);
        }

        return new BufferStatus
        {
            Epoch = Epoch,
            Heads = state.Heads,
            Stored = kept,
            SizeBytes = Volatile.Read(ref _fileBytes),
            BudgetBytes = _options.BudgetBytes,
            Commits = Volatile.Read(ref _commits),
            Appended = Volatile.Read(ref _appended),
            Fault = Volatile.Read(ref _fault),
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _requests.Writer.TryComplete();
        await Task.Run(_writer.Join).ConfigureAwait(false);
        _store.Engine.Dispose();
    }

    private async Task<T> AskAsync<TRequest, T>(TRequest request, Func<TRequest, Task<T>> done, CancellationToken cancel)
        where TRequest : BufferRequest
    {
        await _requests.Writer.WriteAsync(request, cancel).ConfigureAwait(false);
        return await done(request).ConfigureAwait(false);
    }

    private void ReadOrThrow(IStoreEngine engine, StoreView view, SummaryClass summaryClass, ulong after, int limit, int maxBytes, List<StoredSummary> into)
    {
        var head = view.Heads[summaryClass];
        if (after >= head)
        {
            return;
        }

        var records = new List<EngineRecord>(Math.Clamp(limit, 1, 256));
        engine.Read(summaryClass, after + 1, head, Math.Clamp(limit, 1, MaxReadLimit), maxBytes, records);
        foreach (var record in records)
        {
            var stored = StoredRecord.TryRead(summaryClass, record.Seq, record.Value, out var sound) ? sound : Damaged(view.Epoch, summaryClass, record.Seq, record.Seq);

            // Nothing but damage makes a hole between two records of one read: releasing takes from the front, and evicting leaves a gap.
            if (into.Count > 0 && stored.FirstSeq > into[^1].Seq + 1)
            {
                into.Add(Damaged(view.Epoch, summaryClass, into[^1].Seq + 1, stored.FirstSeq - 1));
            }

            into.Add(stored);
        }
    }

    private StoredSummary Damaged(string epoch, SummaryClass summaryClass, ulong first, ulong last)
    {
        Log.RecordDamaged(_log, SummaryClasses.NameOf(summaryClass), first);
        return new StoredSummary(last, first, new Summary
        {
            Type = SummaryType.Gap,
            Class = summaryClass,
            Grade = Grade.Internal,
            Made = Stamp.At(_clock.Read(), _clock.Boot),
            Data = new GapData { Epoch = epoch, Class = summaryClass, FirstSeq = first, LastSeq = last, Count = last - first + 1, Reason = "corrupt" },
        });
    }
}
