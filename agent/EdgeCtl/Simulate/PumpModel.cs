namespace EdgeCtl.Simulate;

/// <summary>A submersible sump pump of about 4 kW: what it delivers and what its motor draws. Pure and seeded.</summary>
internal sealed class PumpModel
{
    private const double InrushFactor = 6.0;
    private const double InrushDecayS = 0.25;
    private const double ShutOffHeadM = 14.0;
    private const double FreeFlowLps = 11.0;

    private readonly SeededNoise _noise;
    private double _runningS;
    private double _sinceSwitchS;

    /// <summary>Makes a pump that has already served <paramref name="hours"/> and been started <paramref name="starts"/> times.</summary>
    public PumpModel(SeededNoise noise, double hours, int starts)
    {
        _noise = noise;
        _runningS = hours * 3600;
        Starts = starts;
    }

    /// <summary>True while the contactor is closed.</summary>
    public bool IsOn { get; private set; }

    /// <summary>Times started, ever.</summary>
    public int Starts { get; private set; }

    /// <summary>Time run, ever, h.</summary>
    public double Hours => _runningS / 3600;

    /// <summary>Delivery at present, L/s.</summary>
    public double FlowLps { get; private set; }

    /// <summary>Motor current as a clamp shows it, A; exactly 0 when off.</summary>
    public double CurrentA { get; private set; }

    /// <summary>Opens or closes the contactor.</summary>
    public void Switch(bool on)
    {
        if (on == IsOn)
        {
            return;
        }

        IsOn = on;
        _sinceSwitchS = 0;
        Starts += on ? 1 : 0;
    }

    /// <summary>Advances by <paramref name="dtS"/> seconds against a static head of <paramref name="headM"/> metres.</summary>
    public void Step(double dtS, double headM, double noiseScale)
    {
        _sinceSwitchS += dtS;
        if (!IsOn)
        {
            FlowLps = 0;
            CurrentA = 0;
            return;
        }

        _runningS += dtS;
        // A centrifugal pump's curve, and the second or so that the water column takes to move.
        var curve = FreeFlowLps * Math.Sqrt(Math.Max(0, 1 - (headM / ShutOffHeadM)));
        FlowLps = curve * (1 - Math.Exp(-_sinceSwitchS / 0.8));
        var load = 5.2 + (0.42 * FlowLps);
        var inrush = 1 + ((InrushFactor - 1) * Math.Exp(-_sinceSwitchS / InrushDecayS));
        var ripple = 0.08 * Math.Sin(_sinceSwitchS * 2 * Math.PI * 1.3);
        CurrentA = Math.Max(0.2, (load * inrush) + ripple + (0.04 * noiseScale * _noise.Normal()));
    }
}
