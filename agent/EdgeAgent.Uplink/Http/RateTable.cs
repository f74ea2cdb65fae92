namespace EdgeAgent.Uplink.Http;

/// <summary>How much each caller may still do: a bucket of tokens for each, filled at a steady rate. Bounded: the caller that was quiet for longest is forgotten first. Thread-safe.</summary>
internal sealed class RateTable
{
    /// <summary>Callers that are known at a time.</summary>
    public const int Capacity = 1_024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    /// <summary>Callers that are known now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _buckets.Count;
            }
        }
    }

    /// <summary>Takes one token of a caller's. 0 when there was one, else after how many ms there will be.</summary>
    /// <param name="key">The caller.</param>
    /// <param name="perS">Tokens that come in a second.</param>
    /// <param name="burst">Most tokens that a caller saves up, at least 1.</param>
    /// <param name="nowMs">Monotonic time, ms.</param>
    public long Take(string key, double perS, double burst, long nowMs) => Look(key, perS, burst, nowMs, take: 1);

    /// <summary>The same without taking.</summary>
    public long WaitMs(string key, double perS, double burst, long nowMs) => Look(key, perS, burst, nowMs, take: 0);

    private long Look(string key, double perS, double burst, long nowMs, double take)
    {
        lock (_lock)
        {
            if (!_buckets.TryGetValue(key, out var bucket))
            {
                if (take == 0)
                {
                    return 0;
                }

                MakeRoom();
                bucket = new Bucket(burst, nowMs);
            }

            var left = Math.Min(burst, bucket.Left + (Math.Max(0, nowMs - bucket.AtMs) * perS / 1000));
            var isEnough = left >= 1;
            _buckets[key] = new Bucket(isEnough ? left - take : left, nowMs);
            return isEnough ? 0 : Math.Max(1, (long)Math.Ceiling((1 - left) * 1000 / perS));
        }
    }

    private void MakeRoom()
    {
        if (_buckets.Count < Capacity)
        {
            return;
        }

        var oldest = _buckets.MinBy(b => b.Value.AtMs).Key;
        _buckets.Remove(oldest);
    }

    private readonly record struct Bucket(double Left, long AtMs);
}
