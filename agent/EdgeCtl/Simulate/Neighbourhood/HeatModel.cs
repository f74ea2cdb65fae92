namespace EdgeCtl.Simulate.Neighbourhood;

/// <summary>District heat of a building: carrier volume, temperatures, energy. Pure and seeded.</summary>
internal sealed class HeatModel : IModel
{
    private const double KWhPerM3K = 1.14;
    private readonly SeededNoise _noise;
    private readonly FlowModel _flow;
    private readonly double _noiseScale;
    private double _elapsedS;

    /// <summary>Makes a building of about 60 kW.</summary>
    public HeatModel(ulong seed, double noiseScale)
    {
        _noise = new SeededNoise(seed);
        _noiseScale = noiseScale;
        _flow = new FlowModel(seed + 1, noiseScale, 2.4, 1034);
        EnergyKWh = 21_500 + (500 * _noise.Unit());
        SettledKWh = 0.9 * EnergyKWh;
        Step(1);
    }

    /// <summary>Temperature of what comes, Cel.</summary>
    public double SupplyCel { get; private set; }

    /// <summary>Temperature of what goes back, Cel.</summary>
    public double ReturnCel { get; private set; }

    /// <summary>Flow, m3/h.</summary>
    public double FlowM3PerH => _flow.FlowM3PerH;

    /// <summary>Carrier that has passed, m3.</summary>
    public double VolumeM3 => _flow.VolumeM3;

    /// <summary>Heat at present, kW.</summary>
    public double PowerKw => FlowM3PerH * KWhPerM3K * (SupplyCel - ReturnCel);

    /// <summary>Heat delivered, kW.h.</summary>
    public double EnergyKWh { get; private set; }

    /// <summary>Heat delivered on the last settlement day, kW.h.</summary>
    public double SettledKWh { get; }

    /// <summary>Time of work, h.</summary>
    public double Hours => 5300 + (_elapsedS / 3600);

    /// <summary>True once the valve is shut.</summary>
    public bool IsShut
    {
        get => _flow.IsShut;
        set => _flow.IsShut = value;
    }

    /// <inheritdoc/>
    public void Step(int dtMs)
    {
        _elapsedS += dtMs / 1000.0;
        _flow.Step(dtMs);
        var outside = DayCurve.OutsideCel(DayCurve.HourOf(_elapsedS));
        SupplyCel = 72 - outside + (0.05 * _noiseScale * _noise.Normal());
        ReturnCel = SupplyCel - 21 + (0.2 * outside) + (0.05 * _noiseScale * _noise.Normal());
        EnergyKWh += PowerKw * dtMs / 3_600_000;
    }
}
