using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Uplink.Mqtt;

/// <summary>
/// Carries what brokers acknowledged into the buffer: one acknowledgement at a time, each with all that came meanwhile, and nothing waits for it. One thread.
/// </summary>
/// <param name="name">The consumer.</param>
/// <param name="buffer">The buffer.</param>
/// <param name="epoch">Epoch of the positions.</param>
/// <param name="told">Where the consumer stands.</param>
/// <param name="log">Where failures are told.</param>
internal sealed class AckPump(string name, ISummaryBuffer buffer, string epoch, Positions told, ILogger log)
{
    private const int EveryMs = 100;
    private const int RetryMs = 1_000;
    private Task<AckResult?>? _acking;
    private Positions _told = told;
    private long _nextMs;

    /// <summary>Starts an acknowledgement when there is something new, none is under way, and the last was a while ago.</summary>
    public void Turn(in Positions reached, in Now now)
    {
        if (_acking is { IsCompleted: false } || now.MonoMs < _nextMs)
        {
            return;
        }

        if (_acking is { IsFaulted: true } failed)
        {
            Log.AckFailed(log, failed.Exception!.GetBaseException().Message);
            _told = default;
            _acking = null;
            _nextMs = now.MonoMs + RetryMs;
            return;
        }

        _acking = null;
        if (reached != _told)
        {
            _told = reached;
            _nextMs = now.MonoMs + EveryMs;
            _acking = TellAsync(reached);
        }
    }

    /// <summary>Tells the last positions; at most <paramref name="forMs"/>. Failures are left to the next start, which sends again.</summary>
    public async Task FinishAsync(Positions reached, int forMs)
    {
        var last = reached == _told ? _acking : EndAsync(_acking, reached);
        if (last is not null)
        {
            await last.WaitAsync(TimeSpan.FromMilliseconds(forMs), TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task EndAsync(Task? before, Positions reached)
    {
        if (before is not null)
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await TellAsync(reached).ConfigureAwait(false);
    }

    // Somebody may have removed the consumer: it is made again, as the site asks for it.
    private async Task<AckResult?> TellAsync(Positions reached)
    {
        if (await buffer.AckAsync(name, epoch, reached, CancellationToken.None).ConfigureAwait(false) is { } result)
        {
            return result;
        }

        await buffer.PutConsumerAsync(name, ClassSet.All, CancellationToken.None).ConfigureAwait(false);
        return await buffer.AckAsync(name, epoch, reached, CancellationToken.None).ConfigureAwait(false);
    }
}
