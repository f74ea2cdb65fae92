namespace EdgeAgent.Sensors.Modbus;

/// <summary>
/// The circuit breaker of one device: after three failed transactions it is lost and asked again only now and then, so that a silent device does not
/// slow the others on its cable.
/// </summary>
internal sealed class DeviceHealth
{
    /// <summary>Failed transactions, one after another, that make a device lost.</summary>
    public const int LostAfter = 3;

    private const long FirstProbeNs = 5_000_000_000;
    private const long MaxProbeNs = 60_000_000_000;

    private int _failures;
    private long _probeEveryNs;

    /// <summary>True while it is lost.</summary>
    public bool IsLost { get; private set; }

    /// <summary>When its last good answer came; 0 when it never answered.</summary>
    public long LastGoodNs { get; private set; }

    /// <summary>When a lost device is asked again, CLOCK_BOOTTIME ns.</summary>
    public long NextProbeNs { get; private set; }

    /// <summary>Takes an answer, exceptions included: the device is there. True when it was lost until now.</summary>
    public bool Answered(long nowNs)
    {
        var wasLost = IsLost;
        IsLost = false;
        _failures = 0;
        LastGoodNs = nowNs;
        return wasLost;
    }

    /// <summary>Takes a failed transaction. True when the device is lost by this one.</summary>
    public bool Failed(long nowNs)
    {
        if (IsLost)
        {
            _probeEveryNs = Math.Min(_probeEveryNs * 2, MaxProbeNs);
            NextProbeNs = nowNs + _probeEveryNs;
            return false;
        }

        if (++_failures < LostAfter)
        {
            return false;
        }

        IsLost = true;
        _probeEveryNs = FirstProbeNs;
        NextProbeNs = nowNs + FirstProbeNs;
        return true;
    }

    /// <summary>The port was closed: what the device did before says nothing about now, so it is asked at once.</summary>
    public void Forget() => NextProbeNs = 0;
}
