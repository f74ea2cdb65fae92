namespace EdgeCtl.Simulate.Neighbourhood;

/// <summary>The supply of a housing block, three phases: what a meter at its entrance sees. Pure and seeded.</summary>
internal sealed class ElectricityModel : IModel
{
    /// <summary>Phases.</summary>
    public const int Phases = 3;

    /// <summary>Rates of the day: 1 sharp, 2 peak, 3 flat, 4 valley.</summary>
    public const int Rates = 4;

    private const double DemandWindowS = 900;
    private readonly SeededNoise _noise;
    private readonly double _scale;
    private readonly double _noiseScale;
    private readonly double[] _share = [1.00, 0.86, 1.12];
    private double _elapsedS;

    /// <summary>Makes a block that draws about <paramref name="scaleKw"/> kW in the evening.</summary>
    public ElectricityModel(ulong seed, double noiseScale, double scaleKw)
    {
        _noise = new SeededNoise(seed);
        (_scale, _noiseScale) = (scaleKw, noiseScale);
        for (var rate = 1; rate <= Rates; rate++)
        {
            ForwardKWh[rate] = scaleKw * (60 + (30 * _noise.Unit()));
            ForwardKWh[0] += ForwardKWh[rate];
        }

        ReverseKWh = 0.05 * ForwardKWh[0];
        ReactiveKvarh[0] = 0.18 * ForwardKWh[0];
        ReactiveKvarh[1] = 0.02 * ForwardKWh[0];
        MaxDemandKw = 1.1 * scaleKw;
        Sense();
        DemandKw = TotalKw;
    }

    /// <summary>Voltage of each phase, V.</summary>
    public double[] VoltageV { get; } = new double[Phases];

    /// <summary>Current of each phase, A; negative when power flows out.</summary>
    public double[] CurrentA { get; } = new double[Phases];

    /// <summary>Active power of each phase, kW.</summary>
    public double[] PowerKw { get; } = new double[Phases];

    /// <summary>Reactive power of each phase, kvar.</summary>
    public double[] ReactiveKvar { get; } = new double[Phases];

    /// <summary>Power factor of each phase, -1..1.</summary>
    public double[] Factor { get; } = new double[Phases];

    /// <summary>Active energy drawn, kW.h: all of it, then by rate.</summary>
    public double[] ForwardKWh { get; } = new double[1 + Rates];

    /// <summary>Active energy fed in, kW.h.</summary>
    public double ReverseKWh { get; private set; }

    /// <summary>Reactive energy, kvar.h: drawn, fed in.</summary>
    public double[] ReactiveKvarh { get; } = new double[2];

    /// <summary>Frequency, Hz.</summary>
    public double FrequencyHz { get; private set; } = 50;

    /// <summary>Active power averaged over a quarter of an hour, kW.</summary>
    public double DemandKw { get; private set; }

    /// <summary>Highest demand ever, kW.</summary>
    public double MaxDemandKw { get; private set; }

    /// <summary>Active power of all phases, kW.</summary>
    public double TotalKw => PowerKw[0] + PowerKw[1] + PowerKw[2];

    /// <summary>Reactive power of all phases, kvar.</summary>
    public double TotalKvar => ReactiveKvar[0] + ReactiveKvar[1] + ReactiveKvar[2];

    /// <summary>Apparent power of all phases, kV.A.</summary>
    public double TotalKva => Math.Sqrt((TotalKw * TotalKw) + (TotalKvar * TotalKvar));

    /// <summary>Power factor over all phases.</summary>
    public double TotalFactor => TotalKva == 0 ? 1 : TotalKw / TotalKva;

    /// <inheritdoc/>
    public void Step(int dtMs)
    {
        var hours = dtMs / 3_600_000.0;
        _elapsedS += dtMs / 1000.0;
        Sense();
        var drawn = Math.Max(0, TotalKw) * hours;
        ForwardKWh[0] += drawn;
        ForwardKWh[RateAt(DayCurve.HourOf(_elapsedS))] += drawn;
        ReverseKWh += Math.Max(0, -TotalKw) * hours;
        ReactiveKvarh[0] += Math.Max(0, TotalKvar) * hours;
        DemandKw += (TotalKw - DemandKw) * (1 - Math.Exp(-dtMs / 1000.0 / DemandWindowS));
        MaxDemandKw = Math.Max(MaxDemandKw, DemandKw);
    }

    private static int RateAt(double hour) => hour switch
    {
        >= 19 and < 21 => 1,
        (>= 8 and < 11) or (>= 18 and < 22) => 2,
        >= 22 or < 6 => 4,
        _ => 3,
    };

    private void Sense()
    {
        var hour = DayCurve.HourOf(_elapsedS);
        FrequencyHz = 50 + (0.01 * _noiseScale * _noise.Normal());
        for (var phase = 0; phase < Phases; phase++)
        {
            var load = _scale / Phases * _share[phase] * DayCurve.Households(hour) / 1.3;
            PowerKw[phase] = load * (1 + (0.02 * _noiseScale * _noise.Normal()));
            Factor[phase] = Math.Clamp(0.96 - (0.02 * phase) + (0.004 * _noiseScale * _noise.Normal()), 0.5, 1);
            VoltageV[phase] = 232 - (0.06 * load * Phases) + (0.3 * _noiseScale * _noise.Normal());
            var apparent = PowerKw[phase] / Factor[phase];
            ReactiveKvar[phase] = Math.Sqrt(Math.Max(0, (apparent * apparent) - (PowerKw[phase] * PowerKw[phase])));
            CurrentA[phase] = apparent * 1000 / VoltageV[phase];
        }
    }
}
