namespace EdgeAgent.Inference.Video.Capture;

/// <summary>How long to wait before something that ended is started again: at once after it has worked for a while, else twice as long each time, with a jitter, up to a limit. Pure.</summary>
/// <param name="firstMs">The first pause, ms.</param>
/// <param name="mostMs">The longest, ms.</param>
/// <param name="soundMs">What worked for so long begins anew, ms.</param>
/// <param name="random">Jitter.</param>
public sealed class RetryPace(long firstMs, long mostMs, long soundMs, Random random)
{
    private long _nextMs;

    /// <summary>How long to wait now, ms.</summary>
    /// <param name="workedMs">How long it worked.</param>
    public long Next(long workedMs)
    {
        if (workedMs >= soundMs)
        {
            _nextMs = 0;
        }

        var waitMs = _nextMs;
        _nextMs = Math.Clamp(_nextMs * 2, firstMs, mostMs);
        return waitMs == 0 ? 0 : Math.Min(mostMs, (long)(waitMs * (0.8 + (0.4 * random.NextDouble()))));
    }
}
