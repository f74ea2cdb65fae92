namespace EdgeAgent.Uplink.Mqtt;

/// <summary>A wait that is always the same for a gateway and different between gateways.</summary>
public static class Spread
{
    /// <summary>0..<paramref name="withinMs"/>-1 by a stable hash (FNV-1a) of the gateway's id.</summary>
    public static long Of(string gateway, long withinMs)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in gateway)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return withinMs <= 0 ? 0 : (long)(hash % (ulong)withinMs);
    }
}
