using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Uplink;

/// <summary>Asks the store to keep windows apart (<see cref="ISummaryBuffer.KeepApartAsync"/>), one request at a time; one that failed is made again a second later. One thread.</summary>
/// <param name="name">Who asks.</param>
/// <param name="buffer">The buffer.</param>
/// <param name="epoch">Epoch of the numbers.</param>
internal sealed class BorderPump(string name, ISummaryBuffer buffer, string epoch)
{
    private const int RetryMs = 1_000;

    private IReadOnlyList<ulong> _asked = [];
    private Task<bool>? _asking;
    private long _nextMs;

    /// <summary>Asks for <paramref name="wanted"/> when there is something to ask for; answers what the store has kept apart since the last turn, or null.</summary>
    public IReadOnlyList<ulong>? Turn(IReadOnlyList<ulong>? wanted, in Now now)
    {
        IReadOnlyList<ulong>? kept = null;
        if (_asking is { IsCompleted: true } done)
        {
            _asking = null;
            kept = done.IsCompletedSuccessfully && done.GetAwaiter().GetResult() ? _asked : null;

            // The exception is what the uplink hears from its acknowledgements too, and told there.
            _ = done.Exception;
            _nextMs = kept is null ? now.MonoMs + RetryMs : 0;
        }
        else if (wanted is not null && _asking is null && now.MonoMs >= _nextMs)
        {
            _asked = wanted;
            _asking = AskAsync(wanted);
        }

        return kept;
    }

    private async Task<bool> AskAsync(IReadOnlyList<ulong> borders) => await buffer.KeepApartAsync(name, epoch, borders, CancellationToken.None).ConfigureAwait(false);
}
