namespace EdgeAgent.Sensors.Serial;

/// <summary>When a line is opened again: after 0.25 s, then after twice as long each time up to a limit, with a tenth of jitter.</summary>
internal sealed class OpenPace(long lastNs)
{
    private const long FirstNs = 250_000_000;
    private const double Jitter = 0.1;

    private long _pauseNs = FirstNs;

    /// <summary>When to try next, CLOCK_BOOTTIME ns.</summary>
    public long NextNs { get; set; }

    /// <summary>An attempt failed, or the line was lost.</summary>
    public void Failed(long nowNs)
    {
        NextNs = nowNs + _pauseNs + (long)(_pauseNs * Jitter * Random.Shared.NextDouble());
        _pauseNs = Math.Min(_pauseNs * 2, lastNs);
    }

    /// <summary>The line is open.</summary>
    public void Opened() => _pauseNs = FirstNs;
}
