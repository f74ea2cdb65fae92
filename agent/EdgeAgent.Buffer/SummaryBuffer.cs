using System.Diagnostics.CodeAnalysis;
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
public sealed class SummaryBuffer : ISummaryBuffer
{
    private const int MaxReadLimit = 10_000;
    private const int RetryGiveBackMs = 1_000;

    private readonly IStoreEngine _engine;
    private readonly BufferOptions _options;
    private readonly IEdgeClock _clock;
    private readonly ILogger _log;
    private readonly Channel<BufferRequest> _requests;
    private readonly Thread _writer;
    private readonly object _waitGate = new();
    private readonly List<BufferRequest> _batch = new(64);
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private BufferState _state;
    private string? _fault;
    private long _commits;
    private long _appended;
    private long _usedBytes;
    private long _fileBytes;

    internal SummaryBuffer(IStoreEngine engine, string epoch, byte[] key, BufferState state, BufferOptions options, IEdgeClock clock, ILogger log)
    {
        _engine = engine;
        Epoch = epoch;
        Key = key;
        _state = state;
        _options = options;
        _clock = clock;
        _log = log;
        _requests = Channel.CreateBounded<BufferRequest>(new BoundedChannelOptions(options.QueueLength) { SingleReader = true });
        _usedBytes = engine.UsedBytes;
        _fileBytes = engine.FileBytes;
        _writer = new Thread(Run, 512 * 1024) { Name = "buffer", IsBackground = true };
        _writer.Start();
    }

    /// <inheritdoc/>
    public string Epoch { get; }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Key { get; }

    /// <inheritdoc/>
    public Positions Heads => Volatile.Read(ref _state).Heads;

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
            return _engine.GetValue(BufferBatch.StatePrefix + key);
        }
        catch (StoreException e)
        {
            Log.ReadFailed(_log, e.Message);
            return null;
        }
    }

    /// <inheritdoc/>
    public void Read(SummaryClass summaryClass, ulong after, int limit, int maxBytes, List<StoredSummary> into)
    {
        into.Clear();
        var head = Heads[summaryClass];
        if (after >= head)
        {
            return;
        }

        var records = new List<EngineRecord>(Math.Min(limit, 256));
        try
        {
            _engine.Read(summaryClass, after + 1, head, Math.Clamp(limit, 1, MaxReadLimit), maxBytes, records);
        }
        catch (StoreException e)
        {
            Log.ReadFailed(_log, e.Message);
            return;
        }

        foreach (var record in records)
        {
            into.Add(StoredRecord.TryRead(summaryClass, record.Seq, record.Value, out var stored) ? stored : DamagedRecord(summaryClass, record.Seq));
        }
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
    public IReadOnlyList<ConsumerState> Consumers() => [.. Volatile.Read(ref _state).Consumers.Values.OrderBy(c => c.Name, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public Task<bool> RemoveConsumerAsync(string name, CancellationToken cancel) =>
        AskAsync(new ConsumerRequest<bool>((b, _) => b.RemoveConsumer(name), (r, _) => r), r => r.Done, cancel);

    /// <inheritdoc/>
    public Task<AckResult?> AckAsync(string name, Positions positions, CancellationToken cancel) => AskAsync(
        new ConsumerRequest<AckResult?>(
            (b, now) => b.Acknowledge(name, positions, now) is { } consumer ? new AckResult(consumer, 0) : null,
            (result, released) => result is null ? null : result with { Released = released }),
        r => r.Done,
        cancel);

    /// <inheritdoc/>
    public async Task WaitAsync(Positions seen, ClassSet classes, CancellationToken cancel)
    {
        while (true)
        {
            Task moved;
            lock (_waitGate)
            {
                moved = _moved.Task;
            }

            var heads = Heads;
            if (SummaryClasses.All.Any(c => classes.Holds(c) && heads[c] > seen[c]))
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
        _engine.Dispose();
    }

    private async Task<T> AskAsync<TRequest, T>(TRequest request, Func<TRequest, Task<T>> done, CancellationToken cancel)
        where TRequest : BufferRequest
    {
        await _requests.Writer.WriteAsync(request, cancel).ConfigureAwait(false);
        return await done(request).ConfigureAwait(false);
    }

    private StoredSummary DamagedRecord(SummaryClass summaryClass, ulong seq)
    {
        Log.RecordDamaged(_log, SummaryClasses.NameOf(summaryClass), seq);
        return new StoredSummary(seq, seq, new Summary
        {
            Type = SummaryType.Gap,
            Class = summaryClass,
            Grade = Grade.Internal,
            Made = Stamp.At(_clock.Read(), _clock.Boot),
            Data = new GapData { Epoch = Epoch, Class = summaryClass, FirstSeq = seq, LastSeq = seq, Count = 1, Reason = "corrupt" },
        });
    }

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
            var batch = new BufferBatch(_state, Epoch);
            foreach (var request in _batch)
            {
                request.Apply(batch, now.UtcMs);
            }

            batch.Release();
            batch.Seal();
            _engine.Commit(batch.Write);
            released = batch.Write.Deleted;
            Publish(batch.Next());
            KeepWithinBudget(now);
        }
        catch (StoreException e)
        {
            fault = NameOf(e);
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

    private void Publish(BufferState next)
    {
        var moved = next.Heads != _state.Heads;
        Volatile.Write(ref _state, next);
        Volatile.Write(ref _commits, _commits + 1);
        Volatile.Write(ref _usedBytes, _engine.UsedBytes);
        Volatile.Write(ref _fileBytes, _engine.FileBytes);
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

    // What was confirmed stays confirmed: a fault while evicting is told, and tried again with the next commit.
    private void KeepWithinBudget(in Now now)
    {
        var reserve = _options.BudgetBytes / 16;
        while (_usedBytes > _options.BudgetBytes - reserve && EvictOldest(now))
        {
        }
    }

    private bool EvictOldest(in Now now)
    {
        // The cheapest class first. Alarms go last of all.
        foreach (var summaryClass in (ReadOnlySpan<SummaryClass>)[SummaryClass.Bulk, SummaryClass.Routine, SummaryClass.Event, SummaryClass.Alarm])
        {
            var oldest = new List<StoredSummary>(_options.EvictRecords);
            Read(summaryClass, _state.Floors[summaryClass], _options.EvictRecords, int.MaxValue, oldest);
            if (oldest.Count > 1)
            {
                var batch = new BufferBatch(_state, Epoch);
                batch.Evict(summaryClass, oldest, "budget", now, _clock.Boot);
                batch.Seal();
                _engine.Commit(batch.Write);
                Publish(batch.Next());
                Log.Evicted(_log, SummaryClasses.NameOf(summaryClass), oldest[0].FirstSeq, oldest[^1].Seq);
                return true;
            }
        }

        return false;
    }

    private void GiveBack()
    {
        try
        {
            if (_fileBytes > _usedBytes + (1 << 20))
            {
                _engine.GiveBack();
                Volatile.Write(ref _fileBytes, _engine.FileBytes);
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
        _ => e.Message,
    };
}
