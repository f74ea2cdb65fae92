namespace EdgeAgent.Core.Sensing.Polling;

/// <summary>Spreads readings in time: the same on every run, so that a gateway reads in the same rhythm after a restart.</summary>
internal static class PollPhase
{
    private const ulong HashStart = 14_695_981_039_346_656_037;
    private const ulong HashFactor = 1_099_511_628_211;
    private const ulong HashMix = 0x9E37_79B9_7F4A_7C15;

    /// <summary>Phase of a device within an interval, 0 to less than <paramref name="intervalNs"/>: FNV-1a of its name with a final mix.</summary>
    public static long Of(string device, long intervalNs)
    {
        var hash = HashStart;
        foreach (var c in device)
        {
            hash = (hash ^ c) * HashFactor;
        }

        hash ^= hash >> 32;
        hash *= HashMix;
        return (long)((hash ^ (hash >> 29)) % (ulong)intervalNs);
    }

    /// <summary>The first moment after <paramref name="ns"/> that is the phase and whole intervals from the clock's zero.</summary>
    public static long SlotAfter(long ns, long phaseNs, long intervalNs)
    {
        var since = (ns - phaseNs) % intervalNs;
        return ns - (since < 0 ? since + intervalNs : since) + intervalNs;
    }
}
