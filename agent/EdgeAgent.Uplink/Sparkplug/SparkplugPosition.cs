using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Mqtt;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>
/// Keeps what an uplink must know after a restart, and moves its consumer where it has one. A fault of the store is told and stops nothing. One thread.
/// </summary>
/// <param name="name">The uplink.</param>
/// <param name="buffer">The buffer.</param>
/// <param name="hasConsumer">True when the buffer holds summaries for it.</param>
/// <param name="log">Where faults are told.</param>
internal sealed class SparkplugPosition(string name, ISummaryBuffer buffer, bool hasConsumer, ILogger log)
{
    /// <summary>A position of its own is stored so often at most, ms: it costs a write to the disk, and after a crash what was sent since is sent again.</summary>
    public const int SaveEveryMs = 60_000;

    private readonly string _key = SparkplugState.KeyOf(name);
    private AckPump? _acks;
    private Task? _saving;
    private SparkplugState? _saved;
    private long _nextMs;

    /// <summary>Epoch that the position belongs to; empty before <see cref="PrepareAsync"/>.</summary>
    public string Epoch { get; private set; } = "";

    /// <summary>Takes up what is stored for the present epoch; <paramref name="known"/> is what this start knows already, of an epoch that is gone.</summary>
    public async Task<SparkplugState> PrepareAsync(SparkplugState? known)
    {
        var epoch = buffer.Epoch;
        var state = known ?? SparkplugState.Read(buffer.GetState(_key));
        state = state with { Sent = state.Epoch == epoch ? state.Sent : null, Epoch = epoch };
        if (hasConsumer)
        {
            var consumer = await buffer.PutConsumerAsync(name, ClassSet.All, CancellationToken.None).ConfigureAwait(false);
            state = state with { Sent = consumer.Acknowledged };
            _acks = new AckPump(name, buffer, epoch, consumer.Acknowledged, log);
        }
        else
        {
            // One that an earlier configuration made would hold summaries for nobody.
            if (buffer.GetConsumer(name) is not null)
            {
                await buffer.RemoveConsumerAsync(name, CancellationToken.None).ConfigureAwait(false);
            }

            state = state with { Sent = state.Sent ?? Floors(buffer.Status()) };
        }

        _saved = state;
        Epoch = epoch;
        return state;
    }

    /// <summary>Up to where nothing is there any more.</summary>
    public static Positions Floors(BufferStatus status)
    {
        var floors = default(Positions);
        foreach (var summaryClass in SummaryClasses.All)
        {
            floors = floors.With(summaryClass, status.Heads[summaryClass] - status.Stored[summaryClass]);
        }

        return floors;
    }

    /// <summary>Stores what must be kept, now. Does not throw.</summary>
    public Task SaveAsync(SparkplugState state)
    {
        _saved = state;
        _saving = StoreAsync(_saving, state);
        return _saving;
    }

    /// <summary>Moves the consumer, or now and then stores the position.</summary>
    public void Turn(SparkplugState state, Positions? acknowledged, in Now now)
    {
        if (acknowledged is { } reached)
        {
            _acks?.Turn(reached, now);
        }

        if (_saving is { IsCompleted: false } || now.MonoMs < _nextMs || state == _saved)
        {
            return;
        }

        _nextMs = now.MonoMs + SaveEveryMs;
        _ = SaveAsync(state);
    }

    /// <summary>Stores the last of it; at most <paramref name="forMs"/> each.</summary>
    public async Task FinishAsync(SparkplugState state, Positions? acknowledged, int forMs)
    {
        if (state != _saved || _saving is { IsCompleted: false })
        {
            await SaveAsync(state).WaitAsync(TimeSpan.FromMilliseconds(forMs), TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (acknowledged is { } reached && _acks is { } acks)
        {
            await acks.FinishAsync(reached, forMs).ConfigureAwait(false);
        }
    }

    private async Task StoreAsync(Task? before, SparkplugState state)
    {
        if (before is not null)
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        try
        {
            var result = await buffer.AppendAsync([], [new StatePut(_key, state.Write())], CancellationToken.None).ConfigureAwait(false);
            if (!result.Stored)
            {
                Log.StateNotStored(log, result.Fault ?? "");
            }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            Log.StateNotStored(log, e.Message);
        }
    }
}
