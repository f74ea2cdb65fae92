namespace EdgeAgent.Uplink;

/// <summary>A push uplink that can say anew who it is and what it has (Sparkplug B 3.0, 6.4.22). Any thread.</summary>
public interface IRebirths
{
    /// <summary>Asks for births at once; false with why it cannot now.</summary>
    bool TryRebirth(out string fault);
}
