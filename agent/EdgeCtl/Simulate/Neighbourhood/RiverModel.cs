namespace EdgeCtl.Simulate.Neighbourhood;

/// <summary>A city creek with a rain gauge: rain in steps of a tenth of a millimetre, a level that follows it, a battery under a solar panel. Pure and seeded.</summary>
internal sealed class RiverModel : IModel
{
    /// <summary>Slots of an hour, five minutes each.</summary>
    public const int Slots = 12;

    private const double SlotS = 300;
    private readonly SeededNoise _noise;
    private readonly double _noiseScale;
    private readonly double[] _rainMm = new double[Slots];
    private readonly double[] _levelM = new double[Slots];
    private double _elapsedS;
    private double _slotS;
    private double _rainMmPerH;
    private double _floodM;

    /// <summary>Makes a creek.</summary>
    public RiverModel(ulong seed, double noiseScale)
    {
        _noise = new SeededNoise(seed);
        _noiseScale = noiseScale;
        TotalRainMm = Math.Round(400 * _noise.Unit(), 1);
        Step(1);
        Array.Fill(_levelM, LevelM);
    }

    /// <summary>Level, m.</summary>
    public double LevelM { get; private set; }

    /// <summary>Rain of the present slot, mm.</summary>
    public double RainMm { get; private set; }

    /// <summary>All rain ever, mm.</summary>
    public double TotalRainMm { get; private set; }

    /// <summary>Battery, V.</summary>
    public double BatteryV { get; private set; }

    /// <summary>Rain of the last twelve slots, mm, oldest first.</summary>
    public ReadOnlySpan<double> RainOfHour => _rainMm;

    /// <summary>Level at the end of the last twelve slots, m, oldest first.</summary>
    public ReadOnlySpan<double> LevelOfHour => _levelM;

    /// <inheritdoc/>
    public void Step(int dtMs)
    {
        var dtS = dtMs / 1000.0;
        _elapsedS += dtS;
        if (_noise.Chance(dtS * 6 / 86_400))
        {
            _rainMmPerH += 4 + (30 * _noise.Unit());
        }

        _rainMmPerH *= Math.Exp(-dtS / 1500);
        var fell = _rainMmPerH * dtS / 3600;
        RainMm += fell;
        TotalRainMm += fell;
        _floodM = (_floodM + (0.02 * fell)) * Math.Exp(-dtS / 7200);
        LevelM = 2.35 + (0.25 * Math.Sin(_elapsedS / 44_700 * 2 * Math.PI)) + _floodM + (0.002 * _noiseScale * _noise.Normal());
        BatteryV = 12.6 + (0.5 * DayCurve.Peak(DayCurve.HourOf(_elapsedS), 13, 4, 1));
        _slotS += dtS;
        if (_slotS >= SlotS)
        {
            _slotS %= SlotS;
            Shift();
        }
    }

    private void Shift()
    {
        Array.Copy(_rainMm, 1, _rainMm, 0, Slots - 1);
        Array.Copy(_levelM, 1, _levelM, 0, Slots - 1);
        _rainMm[^1] = RainMm;
        _levelM[^1] = LevelM;
        RainMm = 0;
    }
}
