namespace EdgeCtl.Simulate.Neighbourhood;

/// <summary>Air over a street: dust, weather, noise. Pure and seeded.</summary>
internal sealed class AirModel : IModel
{
    private readonly SeededNoise _noise;
    private readonly double _noiseScale;
    private double _elapsedS;
    private double _drift;
    private double _directionDeg;

    /// <summary>Makes a street.</summary>
    public AirModel(ulong seed, double noiseScale)
    {
        _noise = new SeededNoise(seed);
        _noiseScale = noiseScale;
        _directionDeg = 360 * _noise.Unit();
        Step(1);
    }

    /// <summary>PM2.5, ug/m3.</summary>
    public double Pm25 { get; private set; }

    /// <summary>PM10, ug/m3.</summary>
    public double Pm10 { get; private set; }

    /// <summary>Temperature, Cel.</summary>
    public double TemperatureCel { get; private set; }

    /// <summary>Relative humidity, %.</summary>
    public double HumidityPercent { get; private set; }

    /// <summary>Pressure, kPa.</summary>
    public double PressureKPa { get; private set; }

    /// <summary>Wind, m/s.</summary>
    public double WindMPerS { get; private set; }

    /// <summary>Where it comes from, degrees.</summary>
    public double WindDeg => _directionDeg;

    /// <summary>Noise, dB(A).</summary>
    public double NoiseDb { get; private set; }

    /// <inheritdoc/>
    public void Step(int dtMs)
    {
        var dtS = dtMs / 1000.0;
        _elapsedS += dtS;
        var hour = DayCurve.HourOf(_elapsedS);
        var traffic = DayCurve.Peak(hour, 8, 1.5, 1) + DayCurve.Peak(hour, 18, 2, 1);
        _drift = Math.Clamp(_drift + (0.02 * _noiseScale * Math.Sqrt(dtS) * _noise.Normal()), -12, 12);
        Pm25 = Math.Max(1, 28 + (14 * traffic) + _drift + (0.4 * _noiseScale * _noise.Normal()));
        Pm10 = (1.7 * Pm25) + 4;
        TemperatureCel = DayCurve.OutsideCel(hour) + (0.05 * _noiseScale * _noise.Normal());
        HumidityPercent = Math.Clamp(70 - (2 * (TemperatureCel - 14)) + (0.2 * _noiseScale * _noise.Normal()), 5, 100);
        PressureKPa = 101.3 + (0.02 * _drift);
        WindMPerS = Math.Max(0, 2.2 + (0.1 * _drift) + (0.3 * _noiseScale * _noise.Normal()));
        _directionDeg = (_directionDeg + (_noiseScale * Math.Sqrt(dtS) * _noise.Normal()) + 360) % 360;
        NoiseDb = 44 + (14 * Math.Min(1, traffic)) + (1.2 * _noiseScale * _noise.Normal());
    }
}
