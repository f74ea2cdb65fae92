namespace EdgeAgent.Buffer;

/// <summary>What one transaction changes in a <see cref="ConsumerLife"/>.</summary>
internal sealed class ConsumerLifeChange(ConsumerLife life)
{
    private readonly Dictionary<string, long> _seenMs = new(life.SeenMs, StringComparer.Ordinal);
    private readonly List<string> _expired = [.. life.Expired];

    /// <summary>True when it must be stored. Acknowledgements alone wait for the next check: minutes are nothing to a limit of days.</summary>
    public bool MustBeKept { get; private set; }

    public void Made(string name, long runningMs)
    {
        _seenMs[name] = runningMs;
        _expired.Remove(name);
        MustBeKept = true;
    }

    public void Seen(string name, long runningMs) => _seenMs[name] = runningMs;

    public void Removed(string name) => MustBeKept |= _seenMs.Remove(name);

    public void Expired(string name)
    {
        _expired.Add(name);
        if (_expired.Count > ConsumerLife.MaxExpired)
        {
            _expired.RemoveAt(0);
        }

        MustBeKept = true;
    }

    /// <summary>True for a consumer that something has waited for too long. The time begins anew while nothing waits.</summary>
    public bool IsOver(string name, bool waits, long runningMs, long expiryMs)
    {
        MustBeKept = true;
        if (waits && _seenMs.TryGetValue(name, out var seenMs))
        {
            return runningMs - seenMs > expiryMs;
        }

        _seenMs[name] = runningMs;
        return false;
    }

    public ConsumerLife Next(long runningMs) => new(runningMs, _seenMs, _expired);
}
