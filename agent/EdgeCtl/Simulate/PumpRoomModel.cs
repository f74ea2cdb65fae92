namespace EdgeCtl.Simulate;

/// <summary>
/// The pump room of a housing block: a sump that drains a basement garage, two pumps that take turns, a rising main, a door. Pure and seeded: no clock, no I/O;
/// the same seed and the same steps give the same room. Time begins at 06:00.
/// </summary>
internal sealed class PumpRoomModel
{
    /// <summary>Sump level at which the leading pump starts, m.</summary>
    public const double StartLevelM = 1.40;

    /// <summary>Sump level at which both pumps stop, m.</summary>
    public const double StopLevelM = 0.50;

    /// <summary>Sump level at which the second pump helps, m.</summary>
    public const double HelpLevelM = 1.80;

    /// <summary>Sump level at which the float switch tells a flood, m.</summary>
    public const double FloodLevelM = 2.20;

    /// <summary>Depth of the sump, m: more runs over.</summary>
    public const double DepthM = 3.00;

    private const double AreaM2 = 1.6;
    private const double LiftM = 8.0;
    private const double KiloPascalPerMetre = 9.81;
    private const int MaxStepMs = 1000;

    private readonly SeededNoise _noise;
    private readonly double _noiseScale;
    private readonly PumpModel[] _pumps;
    private double _levelM;
    private double _drift;
    private double _pressureKPa = LiftM * KiloPascalPerMetre;
    private double _rainLps;
    private double _doorOpenS;
    private double _roomCel = 18;
    private int _leader;

    /// <summary>Makes a room. <paramref name="noiseScale"/>: 0 for perfect sensors, 1 for usual ones, up to 10.</summary>
    public PumpRoomModel(ulong seed, double noiseScale = 1)
    {
        _noise = new SeededNoise(seed);
        _noiseScale = noiseScale;
        _levelM = StopLevelM + ((StartLevelM - StopLevelM) * _noise.Unit());
        _leader = _noise.Below(2);
        _pumps = [NewPump(), NewPump()];
        Sense();
    }

    /// <summary>Time since the model began, ms; it begins at 06:00.</summary>
    public long ElapsedMs { get; private set; }

    /// <summary>Hour of the day, 0 &lt;= h &lt; 24.</summary>
    public double HourOfDay => (6 + (ElapsedMs / 3_600_000.0)) % 24;

    /// <summary>Water really in the sump, m.</summary>
    public double TrueLevelM => _levelM;

    /// <summary>What the level gauge shows, m: with noise and a slow drift of up to 3 cm.</summary>
    public double LevelM { get; private set; }

    /// <summary>Pressure in the rising main, kPa.</summary>
    public double PressureKPa { get; private set; }

    /// <summary>Water coming in, L/s.</summary>
    public double InflowLps { get; private set; }

    /// <summary>Air in the room, Cel.</summary>
    public double RoomCel { get; private set; }

    /// <summary>Relative humidity in the room, %.</summary>
    public double HumidityPercent { get; private set; }

    /// <summary>True while the door stands open.</summary>
    public bool DoorOpen => _doorOpenS > 0;

    /// <summary>True while the flood float hangs in water.</summary>
    public bool Flood => _levelM > FloodLevelM;

    /// <summary>The two pumps.</summary>
    public IReadOnlyList<PumpModel> Pumps => _pumps;

    /// <summary>Advances by <paramref name="dtMs"/> milliseconds, 1 or more; long steps are cut so that no switching level is jumped over.</summary>
    public void Step(int dtMs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dtMs, 1);
        while (dtMs > 0)
        {
            var part = Math.Min(dtMs, MaxStepMs);
            Advance(part / 1000.0);
            ElapsedMs += part;
            dtMs -= part;
        }

        Sense();
    }

    private PumpModel NewPump() => new(_noise, 1800 + (600 * _noise.Unit()), 9000 + _noise.Below(3000));

    private void Advance(double dtS)
    {
        InflowLps = Inflow(dtS);
        Control();
        var head = LiftM + 1.5 - _levelM;
        var outflow = 0.0;
        foreach (var pump in _pumps)
        {
            pump.Step(dtS, head, _noiseScale);
            outflow += pump.FlowLps;
        }

        _levelM = Math.Clamp(_levelM + ((InflowLps - outflow) * dtS / 1000 / AreaM2), 0, DepthM);
        // Standing column behind the check valve, friction while water moves; it follows with the main's own lag and leaks a little when still.
        var target = outflow > 0 ? (LiftM * KiloPascalPerMetre) + (0.35 * outflow * outflow) : LiftM * KiloPascalPerMetre * 0.94;
        _pressureKPa += (target - _pressureKPa) * (1 - Math.Exp(-dtS / (outflow > 0 ? 0.6 : 90)));
        _drift = Math.Clamp(_drift + (0.0001 * _noiseScale * Math.Sqrt(dtS) * _noise.Normal()), -0.03, 0.03);
        Room(dtS);
    }

    private double Inflow(double dtS)
    {
        // Showers of some 20 minutes, about five a day.
        if (_noise.Chance(dtS * 5 / 86_400))
        {
            _rainLps += 1 + (4 * _noise.Unit());
        }

        _rainLps *= Math.Exp(-dtS / 1200);
        var hour = HourOfDay;
        var households = 0.5 + Peak(hour, 7.5, 1.3, 1.6) + Peak(hour, 12.5, 1.5, 0.7) + Peak(hour, 20, 2.0, 1.9);
        return Math.Max(0.05, households + _rainLps);
    }

    private static double Peak(double hour, double at, double widthH, double heightLps)
    {
        var distance = (hour - at) / widthH;
        return heightLps * Math.Exp(-distance * distance);
    }

    private void Control()
    {
        var anyOn = _pumps[0].IsOn || _pumps[1].IsOn;
        if (_levelM <= StopLevelM && anyOn)
        {
            _pumps[0].Switch(false);
            _pumps[1].Switch(false);
            _leader = 1 - _leader;
        }
        else if (_levelM >= StartLevelM)
        {
            _pumps[_leader].Switch(true);
        }

        if (_levelM >= HelpLevelM)
        {
            _pumps[1 - _leader].Switch(true);
        }
    }

    private void Room(double dtS)
    {
        // A round of the caretaker, about three a day between 7 and 19.
        var byDay = HourOfDay is > 7 and < 19;
        if (_doorOpenS <= 0 && byDay && _noise.Chance(dtS * 3 / 43_200))
        {
            _doorOpenS = 60 + (600 * _noise.Unit());
        }

        _doorOpenS = Math.Max(0, _doorOpenS - dtS);
        var outside = 14 - (5 * Math.Cos((HourOfDay - 3) / 24 * 2 * Math.PI));
        var motors = _pumps[0].IsOn || _pumps[1].IsOn ? 6 : 0;
        var target = (DoorOpen ? outside : 17 + (0.1 * outside)) + motors;
        _roomCel += (target - _roomCel) * (1 - Math.Exp(-dtS / (DoorOpen ? 400 : 3000)));
    }

    private void Sense()
    {
        LevelM = Math.Clamp(_levelM + _drift + (0.003 * _noiseScale * _noise.Normal()), 0, DepthM);
        PressureKPa = Math.Max(0, _pressureKPa + (0.4 * _noiseScale * _noise.Normal()));
        RoomCel = _roomCel + (0.05 * _noiseScale * _noise.Normal());
        HumidityPercent = Math.Clamp(82 - (1.1 * (_roomCel - 18)) + (0.2 * _noiseScale * _noise.Normal()), 0, 100);
    }
}
