namespace EdgeCtl.Simulate.Neighbourhood;

/// <summary>What passes through a pipe: water or gas of a building. Pure and seeded.</summary>
internal sealed class FlowModel : IModel
{
    private readonly SeededNoise _noise;
    private readonly double _peakM3PerH;
    private readonly double _noiseScale;
    private double _elapsedS;

    /// <summary>Makes a pipe that carries about <paramref name="peakM3PerH"/> m3/h in the evening and has carried <paramref name="volumeM3"/> m3 before.</summary>
    public FlowModel(ulong seed, double noiseScale, double peakM3PerH, double volumeM3)
    {
        _noise = new SeededNoise(seed);
        (_noiseScale, _peakM3PerH, VolumeM3) = (noiseScale, peakM3PerH, volumeM3);
        SettledM3 = volumeM3 * 0.97;
    }

    /// <summary>Flow at present, m3/h.</summary>
    public double FlowM3PerH { get; private set; }

    /// <summary>All that has passed, m3.</summary>
    public double VolumeM3 { get; private set; }

    /// <summary>What had passed on the last settlement day, m3.</summary>
    public double SettledM3 { get; }

    /// <summary>True once the valve is shut: nothing passes.</summary>
    public bool IsShut { get; set; }

    /// <inheritdoc/>
    public void Step(int dtMs)
    {
        _elapsedS += dtMs / 1000.0;
        var use = _peakM3PerH * DayCurve.Households(DayCurve.HourOf(_elapsedS)) / 1.3;
        FlowM3PerH = IsShut ? 0 : Math.Max(0, use * (1 + (0.1 * _noiseScale * _noise.Normal())));
        VolumeM3 += FlowM3PerH * dtMs / 3_600_000;
    }
}
