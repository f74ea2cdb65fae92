using System.Collections.Concurrent;

namespace EdgeCtl.Pull;

/// <summary>The memory for pages of all gateways: as many as may be read and stored at the same time, whatever the number of gateways. Thread-safe.</summary>
/// <param name="pages">How many.</param>
/// <param name="maxBytes">Longest page, bytes.</param>
internal sealed class PagePool(int pages, int maxBytes) : IDisposable
{
    private readonly SemaphoreSlim _free = new(pages);
    private readonly ConcurrentBag<AnswerBuffer> _buffers = [];

    /// <summary>Waits for a free buffer; it must be given back.</summary>
    public async Task<AnswerBuffer> RentAsync(CancellationToken cancel)
    {
        await _free.WaitAsync(cancel).ConfigureAwait(false);
        return _buffers.TryTake(out var buffer) ? buffer : new AnswerBuffer(maxBytes);
    }

    /// <summary>Gives one back.</summary>
    public void Return(AnswerBuffer buffer)
    {
        _buffers.Add(buffer);
        _free.Release();
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();
}

/// <summary>A page and the memory that it lies in, which goes back to its pool when it is stored.</summary>
/// <param name="page">The page.</param>
/// <param name="buffer">Its memory.</param>
/// <param name="pool">Where that belongs.</param>
internal sealed class PageLease(PulledPage page, AnswerBuffer buffer, PagePool pool) : IDisposable
{
    /// <summary>The page; not to be used after the lease.</summary>
    public PulledPage Page { get; } = page;

    /// <inheritdoc/>
    public void Dispose() => pool.Return(buffer);
}
