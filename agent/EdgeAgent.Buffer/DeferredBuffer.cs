using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Buffer;

/// <summary>
/// A buffer whose store may not be there yet: a gateway that starts on a full or read-only disk reads all the same, and stores as soon as it can.
/// Until then nothing is confirmed, and <see cref="BufferStatus.Fault"/> says why.
/// </summary>
public sealed class DeferredBuffer : ISummaryBuffer
{
    private const int RetryMs = 2_000;

    private static readonly StoreView None = new("", default, default);

    private readonly Func<Task<BufferOpened>> _open;
    private readonly TimeProvider _time;
    private readonly long _budgetBytes;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ISummaryBuffer? _inner;
    private string _fault = "not opened yet";
    private long _triedTicks;

    /// <summary>Makes it; <paramref name="open"/> is called again every two seconds at most, while somebody wants to store.</summary>
    public DeferredBuffer(Func<Task<BufferOpened>> open, long budgetBytes, TimeProvider time)
    {
        _open = open;
        _budgetBytes = budgetBytes;
        _time = time;
    }

    /// <summary>True once the store is open; it stays so.</summary>
    public bool IsOpen => Volatile.Read(ref _inner) is not null;

    /// <inheritdoc/>
    /// <remarks>Its epoch is empty until the store is open.</remarks>
    public StoreView Store => Volatile.Read(ref _inner)?.Store ?? None;

    /// <summary>Tries to open the store; null when it is open now, else why not.</summary>
    public async Task<string?> TryOpenAsync()
    {
        if (IsOpen)
        {
            return null;
        }

        await _opening.WaitAsync().ConfigureAwait(false);
        try
        {
            if (IsOpen || (_triedTicks != 0 && _time.GetElapsedTime(_triedTicks).TotalMilliseconds < RetryMs))
            {
                return IsOpen ? null : _fault;
            }

            _triedTicks = _time.GetTimestamp();
            var opened = await _open().ConfigureAwait(false);
            _fault = opened.Fault;
            if (opened.Buffer is { } buffer)
            {
                Volatile.Write(ref _inner, buffer);
                _opened.TrySetResult();
            }

            return opened.Buffer is null ? _fault : null;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<AppendResult> AppendAsync(IReadOnlyList<Summary> summaries, IReadOnlyList<StatePut> state, CancellationToken cancel)
    {
        if (await TryOpenAsync().ConfigureAwait(false) is { } fault)
        {
            return new AppendResult(false, fault, []);
        }

        return await _inner!.AppendAsync(summaries, state, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public byte[]? GetState(string key) => Volatile.Read(ref _inner)?.GetState(key);

    /// <inheritdoc/>
    public bool Read(string epoch, SummaryClass summaryClass, ulong after, int limit, int maxBytes, List<StoredSummary> into)
    {
        into.Clear();
        return Volatile.Read(ref _inner)?.Read(epoch, summaryClass, after, limit, maxBytes, into) ?? epoch.Length == 0;
    }

    /// <inheritdoc/>
    public Task<ConsumerState> PutConsumerAsync(string name, ClassSet classes, CancellationToken cancel) => Opened().PutConsumerAsync(name, classes, cancel);

    /// <inheritdoc/>
    public ConsumerState? GetConsumer(string name) => Volatile.Read(ref _inner)?.GetConsumer(name);

    /// <inheritdoc/>
    public bool HasExpired(string name) => Volatile.Read(ref _inner)?.HasExpired(name) ?? false;

    /// <inheritdoc/>
    public IReadOnlyList<ConsumerState> Consumers() => Volatile.Read(ref _inner)?.Consumers() ?? [];

    /// <inheritdoc/>
    public Task<bool> RemoveConsumerAsync(string name, CancellationToken cancel) => Opened().RemoveConsumerAsync(name, cancel);

    /// <inheritdoc/>
    public Task<AckResult?> AckAsync(string name, string epoch, Positions positions, CancellationToken cancel) => Opened().AckAsync(name, epoch, positions, cancel);

    /// <inheritdoc/>
    public Task<bool> KeepApartAsync(string name, string epoch, IReadOnlyList<ulong> borders, CancellationToken cancel) => Opened().KeepApartAsync(name, epoch, borders, cancel);

    /// <inheritdoc/>
    public IReadOnlyList<ulong> Apart(string name) => Volatile.Read(ref _inner)?.Apart(name) ?? [];

    /// <inheritdoc/>
    public async Task WaitAsync(string epoch, Positions seen, ClassSet classes, CancellationToken cancel)
    {
        await _opened.Task.WaitAsync(cancel).ConfigureAwait(false);
        await _inner!.WaitAsync(epoch, seen, classes, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public BufferStatus Status() => Volatile.Read(ref _inner)?.Status() ?? new BufferStatus
    {
        Epoch = "", Heads = default, Stored = default, SizeBytes = 0, BudgetBytes = _budgetBytes, Commits = 0, Appended = 0, Fault = _fault,
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_inner is { } inner)
        {
            await inner.DisposeAsync().ConfigureAwait(false);
        }

        _opening.Dispose();
    }

    private ISummaryBuffer Opened() => Volatile.Read(ref _inner) ?? throw new IOException($"the store is not open: {_fault}");
}
