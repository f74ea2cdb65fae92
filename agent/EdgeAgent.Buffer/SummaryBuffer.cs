using System.Threading.Channels;
using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Buffer;

/// <summary>
/// The buffer over an engine. One thread writes; all requests that wait share a transaction. See <see cref="ISummaryBuffer"/> for the promise.
/// </summary>
public sealed partial class SummaryBuffer : ISummaryBuffer
{
    private readonly IStoreHome _home;
    private readonly SpacePlan _plan;
    private readonly DiskReserve _reserve;
    private readonly BufferOptions _options;
    private readonly IEdgeClock _clock;
    private readonly ILogger _log;
    private readonly Channel<BufferRequest> _requests;
    private readonly Thread _writer;
    private readonly object _waitGate = new();
    private readonly List<BufferRequest> _batch = new(64);
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StoreOpened _store;
    private BufferState _state;
    private StoreView _view;
    private BufferFigures _figures = new();

    internal SummaryBuffer(IStoreHome home, SpacePlan plan, DiskReserve reserve, BufferOptions options, IEdgeClock clock, ILogger log)
    {
        _home = home;
        _store = home.Open();
        _state = _store.State;
        _view = new StoreView(_store.Epoch, _store.Key, _state.Heads);
        _plan = plan;
        _reserve = reserve;
        _options = options;
        _clock = clock;
        _log = log;
        _requests = Channel.CreateBounded<BufferRequest>(new BoundedChannelOptions(options.QueueLength) { SingleReader = true });
        _openedMs = clock.Read().MonoMs;
        StartRunning();
        UpdateFigures();
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
        if (request.Bytes > _plan.AppendBytes)
        {
            return new AppendResult(false, $"an append of about {request.Bytes} bytes is more than the {_plan.AppendBytes} that a budget of {_plan.BudgetBytes} allows at once", []);
        }

        await _requests.Writer.WriteAsync(request, cancel).ConfigureAwait(false);
        return await request.Done.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The name is none.</exception>
    /// <exception cref="InvalidOperationException">There are too many consumers already.</exception>
    public async Task<ConsumerState> PutConsumerAsync(string name, ClassSet classes, CancellationToken cancel)
    {
        if (!ConsumerTable.IsName(name))
        {
            throw new ArgumentException($"`{name}` is no consumer's name: expected 1 to 63 of a-z, 0-9 and -, not beginning with -", nameof(name));
        }

        var request = new ConsumerRequest<ConsumerState?>((b, now) => b.PutConsumer(name, classes, now, _options.MaxConsumers), (c, _) => c);
        return await AskAsync(request, r => r.Done, cancel).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"there are {_options.MaxConsumers} consumers already");
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
    public Task<bool> KeepApartAsync(string name, string epoch, IReadOnlyList<ulong> borders, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(borders.Count, ApartTable.MaxBorders);
        var request = new ConsumerRequest<bool>((b, _) => b.Epoch == epoch && b.KeepApart(name, borders), (kept, _) => kept);
        return AskAsync(request, r => r.Done, cancel);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ulong> Apart(string name) => Volatile.Read(ref _state).Apart.GetValueOrDefault(name) ?? [];

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
        var figures = Volatile.Read(ref _figures);
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
            SizeBytes = figures.FileBytes,
            BudgetBytes = _options.BudgetBytes,
            Commits = figures.Commits,
            Appended = figures.Appended,
            BytesWritten = figures.Wear.BytesWritten,
            Syncs = figures.Wear.Syncs,
            Evicted = figures.Evicted,
            Merged = figures.Merged,
            Fault = figures.Fault,
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _requests.Writer.TryComplete();
        await Task.Run(_writer.Join).ConfigureAwait(false);
        _store.Close();
    }

    private async Task<T> AskAsync<TRequest, T>(TRequest request, Func<TRequest, Task<T>> done, CancellationToken cancel)
        where TRequest : BufferRequest
    {
        await _requests.Writer.WriteAsync(request, cancel).ConfigureAwait(false);
        return await done(request).ConfigureAwait(false);
    }
}
