namespace EdgeAgent.Core.Mqtt;

/// <summary>Doubling waits with a cap and jitter. Pure but for the random numbers that it is given.</summary>
public sealed class Backoff
{
    private readonly long _firstMs;
    private readonly long _capMs;
    private readonly Random _random;
    private long _nextMs;

    /// <summary>Makes one: first wait and longest wait, ms.</summary>
    public Backoff(long firstMs, long capMs, Random random)
    {
        _firstMs = firstMs;
        _capMs = capMs;
        _random = random;
        _nextMs = firstMs;
    }

    /// <summary>The next wait: half of it certain, half of it random, so that a district's gateways come back one by one.</summary>
    public long NextMs()
    {
        var wait = _nextMs;
        _nextMs = Math.Min(_nextMs * 2, _capMs);
        return (wait / 2) + (long)(wait / 2 * _random.NextDouble());
    }

    /// <summary>It worked: the next wait is the first again.</summary>
    public void Reset() => _nextMs = _firstMs;
}
