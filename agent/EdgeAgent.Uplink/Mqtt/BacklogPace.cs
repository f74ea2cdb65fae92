namespace EdgeAgent.Uplink.Mqtt;

/// <summary>A token bucket: how many summaries of the backlog may go now. Pure.</summary>
/// <param name="rate">Summaries a second, 1..100,000.</param>
/// <param name="burst">Most that may go at once after a pause, at least 1.</param>
public sealed class BacklogPace(int rate, int burst)
{
    private double _tokens = burst;
    private long _filledNs = long.MinValue;

    /// <summary>A burst that is a fifth of a second's share, and no less than a message holds.</summary>
    public static int BurstOf(int rate, int batch) => Math.Max(Math.Max(rate / 5, batch), 1);

    /// <summary>True when <paramref name="count"/> may go; more than the burst are as good as the burst.</summary>
    public bool MayTake(int count, long nowNs)
    {
        if (_filledNs == long.MinValue || nowNs < _filledNs)
        {
            _filledNs = nowNs;
        }

        _tokens = Math.Min(burst, _tokens + ((nowNs - _filledNs) / 1e9 * rate));
        _filledNs = nowNs;
        return _tokens >= Math.Min(count, burst);
    }

    /// <summary>So many went.</summary>
    public void Take(int count) => _tokens -= count;
}
