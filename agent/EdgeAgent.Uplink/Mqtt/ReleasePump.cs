using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Uplink.Mqtt;

/// <summary>
/// Carries what is released into the buffer, position and intervals: one request at a time, each with all that came meanwhile, and nothing waits for it. One thread.
/// </summary>
/// <param name="consumer">The consumer as it stands in the buffer.</param>
/// <param name="buffer">The buffer.</param>
/// <param name="epoch">Epoch of the positions.</param>
/// <param name="hasIntervals">True when the store keeps intervals already.</param>
/// <param name="log">Where failures are told.</param>
internal sealed class ReleasePump(ConsumerState consumer, ISummaryBuffer buffer, string epoch, bool hasIntervals, ILogger log)
{
    private const int EveryMs = 100;
    private const int RetryMs = 1_000;
    private Task? _acking;
    private ConsumerState _consumer = consumer;
    private long _told;
    private bool _hasIntervals = hasIntervals;
    private long _nextMs;

    /// <summary>Starts a request when more is released, none is under way, and the last was a while ago.</summary>
    public void Turn(MqttLanes lanes, in Now now)
    {
        if (_acking is { IsCompleted: false } || now.MonoMs < _nextMs)
        {
            return;
        }

        if (_acking is { IsFaulted: true } failed)
        {
            Log.AckFailed(log, failed.Exception!.GetBaseException().Message);
            _told = -1;
            _acking = null;
            _nextMs = now.MonoMs + RetryMs;
            return;
        }

        _acking = null;
        if (lanes.Releases != _told)
        {
            _nextMs = now.MonoMs + EveryMs;
            _acking = Tell(lanes);
        }
    }

    /// <summary>Tells what is released last; at most <paramref name="forMs"/>. Failures are left to the next start, which sends again.</summary>
    public async Task FinishAsync(MqttLanes lanes, int forMs)
    {
        var last = lanes.Releases == _told ? _acking : EndAsync(_acking, lanes);
        if (last is not null)
        {
            await last.WaitAsync(TimeSpan.FromMilliseconds(forMs), TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task EndAsync(Task? before, MqttLanes lanes)
    {
        if (before is not null)
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Tell(lanes).ConfigureAwait(false);
    }

    // The lanes are read here, on the uplink's thread; the rest takes no part in them.
    private Task Tell(MqttLanes lanes)
    {
        _told = lanes.Releases;
        return TellAsync(lanes.Released, ReleasedState.Write(epoch, _consumer.CreatedMs, lanes));
    }

    private async Task TellAsync(Positions released, byte[] intervals)
    {
        var acking = AckAsync(released);
        if (intervals.Length > 0 || _hasIntervals)
        {
            var put = await buffer.AppendAsync([], [new StatePut(ReleasedState.KeyOf(_consumer.Name), intervals)], CancellationToken.None).ConfigureAwait(false);
            if (!put.Stored)
            {
                await acking.ConfigureAwait(false);
                throw new IOException(put.Fault);
            }

            _hasIntervals = intervals.Length > 0;
        }

        _consumer = await acking.ConfigureAwait(false);
    }

    // Somebody may have removed the consumer: it is made again, as the site asks for it.
    private async Task<ConsumerState> AckAsync(Positions released)
    {
        if (await buffer.AckAsync(_consumer.Name, epoch, released, CancellationToken.None).ConfigureAwait(false) is { } result)
        {
            return result.Consumer;
        }

        var made = await buffer.PutConsumerAsync(_consumer.Name, ClassSet.All, CancellationToken.None).ConfigureAwait(false);
        return (await buffer.AckAsync(_consumer.Name, epoch, released, CancellationToken.None).ConfigureAwait(false))?.Consumer ?? made;
    }
}
