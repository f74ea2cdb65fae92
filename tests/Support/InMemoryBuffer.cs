using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Tests.Support;

/// <summary>A buffer without a disk, for tests of what reads from one. Thread-safe.</summary>
public sealed class InMemoryBuffer : ISummaryBuffer
{
    private readonly Lock _lock = new();
    private readonly List<StoredSummary>[] _records = [[], [], [], []];
    private readonly Dictionary<string, ConsumerState> _consumers = [];
    private readonly Dictionary<string, ulong[]> _apart = [];
    private readonly Dictionary<string, byte[]> _state = [];
    private TaskCompletionSource _appended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public string Epoch { get; set; } = "0123456789ABC";

    /// <inheritdoc/>
    public StoreView Store => new(Epoch, new byte[32], Heads);

    /// <summary>What <see cref="Status"/> tells as fault.</summary>
    public string? Fault { get; set; }

    /// <summary>Thrown by whatever changes a consumer while it is set, as a full disk or a full list would.</summary>
    public Exception? Failure { get; set; }

    /// <inheritdoc/>
    public Positions Heads
    {
        get
        {
            lock (_lock)
            {
                return new((ulong)_records[0].Count, (ulong)_records[1].Count, (ulong)_records[2].Count, (ulong)_records[3].Count);
            }
        }
    }

    /// <summary>What becomes of a store that was lost: another epoch, and nothing of the old one.</summary>
    public void Replace(string epoch)
    {
        lock (_lock)
        {
            Epoch = epoch;
            _state.Clear();
            _consumers.Clear();
            Array.ForEach(_records, r => r.Clear());
        }
    }

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(IReadOnlyList<Summary> summaries, IReadOnlyList<StatePut> state, CancellationToken cancel)
    {
        var seqs = new List<ulong>();
        lock (_lock)
        {
            foreach (var summary in summaries)
            {
                var records = _records[(int)summary.Class];
                var seq = (ulong)records.Count + 1;
                records.Add(new StoredSummary(seq, seq, summary));
                seqs.Add(seq);
            }

            foreach (var put in state)
            {
                _state[put.Key] = put.Value.ToArray();
            }

            _appended.TrySetResult();
            _appended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return ValueTask.FromResult(new AppendResult(true, null, seqs));
    }

    /// <inheritdoc/>
    public byte[]? GetState(string key)
    {
        lock (_lock)
        {
            return _state.GetValueOrDefault(key);
        }
    }

    /// <inheritdoc/>
    public bool Read(string epoch, SummaryClass summaryClass, ulong after, int limit, int maxBytes, List<StoredSummary> into)
    {
        lock (_lock)
        {
            into.Clear();
            if (epoch != Epoch)
            {
                return false;
            }

            into.AddRange(_records[(int)summaryClass].Skip((int)Math.Max(after, Released(summaryClass))).Take(limit));
            return true;
        }
    }

    /// <inheritdoc/>
    public Task<ConsumerState> PutConsumerAsync(string name, ClassSet classes, CancellationToken cancel)
    {
        Fail();
        lock (_lock)
        {
            _consumers[name] = _consumers.TryGetValue(name, out var old) ? old with { Classes = classes } : new ConsumerState(name, classes, default, 0, 0);
            return Task.FromResult(_consumers[name]);
        }
    }

    /// <inheritdoc/>
    public ConsumerState? GetConsumer(string name)
    {
        lock (_lock)
        {
            return _consumers.GetValueOrDefault(name);
        }
    }

    /// <summary>Names that <see cref="HasExpired"/> knows.</summary>
    public HashSet<string> Expired { get; } = [];

    /// <inheritdoc/>
    public bool HasExpired(string name) => Expired.Contains(name);

    /// <inheritdoc/>
    public IReadOnlyList<ConsumerState> Consumers()
    {
        lock (_lock)
        {
            return [.. _consumers.Values.OrderBy(c => c.Name, StringComparer.Ordinal)];
        }
    }

    /// <inheritdoc/>
    public Task<bool> RemoveConsumerAsync(string name, CancellationToken cancel)
    {
        Fail();
        lock (_lock)
        {
            return Task.FromResult(_consumers.Remove(name));
        }
    }

    /// <inheritdoc/>
    public Task<AckResult?> AckAsync(string name, string epoch, Positions positions, CancellationToken cancel)
    {
        Fail();
        var heads = Heads;
        lock (_lock)
        {
            if (!_consumers.TryGetValue(name, out var consumer))
            {
                return Task.FromResult<AckResult?>(null);
            }

            if (epoch != Epoch)
            {
                return Task.FromResult<AckResult?>(new AckResult(consumer, 0, IsOtherEpoch: true));
            }

            var reached = consumer.Acknowledged;
            foreach (var c in SummaryClasses.All)
            {
                reached = reached.With(c, Math.Max(reached[c], Math.Min(positions[c], heads[c])));
            }

            _consumers[name] = consumer with { Acknowledged = reached };
            return Task.FromResult<AckResult?>(new AckResult(_consumers[name], 0));
        }
    }

    // What every consumer that wants a class has is as good as deleted.
    private ulong Released(SummaryClass summaryClass)
    {
        var wanting = _consumers.Values.Where(c => c.Classes.Holds(summaryClass)).ToList();
        return wanting.Count == 0 ? 0 : wanting.Min(c => c.Acknowledged[summaryClass]);
    }

    /// <inheritdoc/>
    public Task<bool> KeepApartAsync(string name, string epoch, IReadOnlyList<ulong> borders, CancellationToken cancel)
    {
        Fail();
        lock (_lock)
        {
            _apart[name] = [.. borders];
        }

        return Task.FromResult(epoch == Epoch);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ulong> Apart(string name)
    {
        lock (_lock)
        {
            return _apart.GetValueOrDefault(name) ?? [];
        }
    }

    /// <inheritdoc/>
    public async Task WaitAsync(string epoch, Positions seen, ClassSet classes, CancellationToken cancel)
    {
        while (true)
        {
            Task next;
            lock (_lock)
            {
                next = _appended.Task;
            }

            var heads = Heads;
            if (epoch != Epoch || SummaryClasses.All.Any(c => classes.Holds(c) && heads[c] > seen[c]))
            {
                return;
            }

            await next.WaitAsync(cancel);
        }
    }

    /// <inheritdoc/>
    public BufferStatus Status() =>
        new() { Epoch = Epoch, Heads = Heads, Stored = Heads, SizeBytes = 0, BudgetBytes = 1 << 20, Commits = 0, Appended = 0, Fault = Fault };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Fail()
    {
        if (Failure is { } failure)
        {
            throw failure;
        }
    }
}
