namespace EdgeCtl.Simulate;

/// <summary>Random numbers that repeat from one seed on every framework and architecture (SplitMix64). Not thread-safe, not for secrets.</summary>
internal sealed class SeededNoise(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Evenly spread, 0 &lt;= x &lt; 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Whole number, 0 &lt;= x &lt; <paramref name="below"/>.</summary>
    public int Below(int below) => (int)(Unit() * below);

    /// <summary>True with the given chance, 0..1.</summary>
    public bool Chance(double rate) => rate > 0 && Unit() < rate;

    /// <summary>Roughly normal, mean 0, standard deviation 1, within -6..6: the sum of twelve even ones less six needs no logarithm, so it is the same everywhere.</summary>
    public double Normal()
    {
        var sum = -6.0;
        for (var i = 0; i < 12; i++)
        {
            sum += Unit();
        }

        return sum;
    }

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
