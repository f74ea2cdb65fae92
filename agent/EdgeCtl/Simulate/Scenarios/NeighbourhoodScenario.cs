using System.Globalization;
using EdgeCtl.Simulate.Cjt188;
using EdgeCtl.Simulate.Dlt645;
using EdgeCtl.Simulate.Hj212;
using EdgeCtl.Simulate.Line;
using EdgeCtl.Simulate.Lines;
using EdgeCtl.Simulate.Modbus;
using EdgeCtl.Simulate.Mqtt;
using EdgeCtl.Simulate.Neighbourhood;
using EdgeCtl.Simulate.Nmea;
using EdgeCtl.Simulate.Site;
using EdgeCtl.Simulate.Sl651;

namespace EdgeCtl.Simulate.Scenarios;

/// <summary>
/// A whole neighbourhood: a pump room with a valve and a new meter on one cable, older meters on another, an ASCII instrument, an air station, a flood gauge, a satellite
/// receiver, a gauge that prints lines, and what is on wireless. Not thread-safe.
/// </summary>
internal sealed class NeighbourhoodScenario
{
    /// <summary>Ptys that it has.</summary>
    public const int Ptys = 7;

    /// <summary>Number of the air station.</summary>
    public const string AirMn = "310107000000000000AQ0001";

    /// <summary>Number of the air station that connects to a centre.</summary>
    public const string NetworkAirMn = "310107000000000000AQ0002";

    /// <summary>Number of the flood gauge.</summary>
    public const string RiverNumber = "0012345678";

    /// <summary>Number of the flood gauge that connects to a centre.</summary>
    public const string NetworkRiverNumber = "0012345679";

    private const int ModbusBaud = 9600;
    private const int MeterBaud = 2400;
    private const int NmeaBaud = 4800;
    private readonly SimulateOptions _options;
    private readonly WallTime _local;
    private readonly WallTime _utc;
    private readonly PumpRoomBus _rooms;
    private readonly ElectricityModel _block;
    private readonly ElectricityModel _lift;
    private readonly FlowModel _water;
    private readonly FlowModel _gas;
    private readonly HeatModel _heat;
    private readonly AirModel _air;
    private readonly RiverModel _river;
    private readonly ValveModel _valve;
    private readonly Tank _tank;
    private readonly List<IModel> _models = [];

    private NeighbourhoodScenario(SimulateOptions options, DateTimeOffset start)
    {
        _options = options;
        _local = new WallTime(start.ToOffset(TimeSpan.FromHours(8)).DateTime);
        _utc = new WallTime(start.UtcDateTime);
        var noise = options.Noise;
        _rooms = Lives(new PumpRoomBus("", PumpRoomBus.DevicesPerRoom, 0, options.Seed, noise));
        _block = Lives(new ElectricityModel(options.SeedOf(1), noise, 48));
        _lift = Lives(new ElectricityModel(options.SeedOf(2), noise, 9));
        _water = Lives(new FlowModel(options.SeedOf(3), noise, 6.5, 12_345.6));
        _gas = Lives(new FlowModel(options.SeedOf(4), noise, 3.1, 4_321.0));
        _heat = Lives(new HeatModel(options.SeedOf(5), noise));
        _air = Lives(new AirModel(options.SeedOf(6), noise));
        _river = Lives(new RiverModel(options.SeedOf(7), noise));
        _valve = Lives(new ValveModel(_rooms.Rooms[0]));
        _tank = Lives(new Tank(_rooms.Rooms[0]));
    }

    /// <summary>Makes it, as it is at a moment.</summary>
    public static Scenario Make(SimulateOptions options, DateTimeOffset start) => new NeighbourhoodScenario(options, start).Build();

    private Scenario Build()
    {
        List<LinePlan> lines = [PumpRoom(), Meters(), Ascii(), Air("serial-1"), River("serial-2"), Receiver(), Gauge()];
        var tank = new SimulatedDevice("tank-tcp", 1, _tank.Map, Tank.PointsOf("holding"), () => { });
        lines.AddRange(_options.Tcp ? ModbusLines.Over(_tank.Units, _options.TcpPort, [new ModbusFragment("modbus-tcp", 0, "", [tank])]) : []);
        if (_options.Hj212 is { } airCentre)
        {
            var station = Lives(new Hj212Station(NetworkAirMn, _air, _local, _options.ReportEveryS));
            lines.Add(new LinePlan("hj212", LineKind.Connect, [station], [new Hj212Fragment(0, "air-2", NetworkAirMn, Interval)]) { Centre = airCentre });
        }

        if (_options.Sl651 is { } riverCentre)
        {
            lines.Add(new LinePlan("sl651", LineKind.Connect, [RiverStation(NetworkRiverNumber, 0)], [new Sl651Fragment(0, "river-2", NetworkRiverNumber, Interval)]) { Centre = riverCentre });
        }

        var scenario = new Scenario("模拟居民小区", lines, _models, Status);
        return _options.Mqtt is { } broker
            ? scenario with { Elsewhere = [new MqttFragment(broker, Interval)], Wireless = new WirelessDevices(_air, _river, _rooms.Rooms[0]) }
            : scenario;
    }

    private string Interval => string.Create(CultureInfo.InvariantCulture, $"{_options.ReportEveryS} s");

    private LinePlan PumpRoom()
    {
        var modbus = new ModbusRtuSlaves(ModbusBaud);
        var valve = new SimulatedDevice("valve", 10, _valve.Map, ValvePoints(), () => { });
        foreach (var device in _rooms.Devices)
        {
            modbus.Units.Add(device.Address, device.Map);
        }

        modbus.Units.Add(valve.Address, valve.Map);
        var meter = new Dlt645Meter2007("000000000161", _block, _local, preamble: 4);
        return new LinePlan("rs485-1", LineKind.Pty, [modbus, new Dlt645Slaves(MeterBaud, [meter])],
        [
            new ModbusFragment("modbus-rtu", ModbusBaud, "none", [.. _rooms.Devices, valve]),
            new Dlt645Fragment("dlt645", MeterBaud, "meter-block", meter.Digits, Dlt645Fragment.Points2007),
        ]) { Baud = ModbusBaud };
    }

    private LinePlan Meters()
    {
        var old = new Dlt645Meter1997("000014357339", _lift, _local, preamble: 4);
        Cjt188Meter[] pipes =
        [
            new FlowMeter188(0x10, "00000805000001", _water, _local, preamble: 3), new FlowMeter188(0x30, "00000000003001", _gas, _local, isDiSwapped: true, preamble: 2),
            new HeatMeter188(0x20, "00000014413241", _heat, _local, preamble: 3),
        ];
        return new LinePlan("rs485-2", LineKind.Pty, [new Dlt645Slaves(MeterBaud, [old]), new Cjt188Slaves(MeterBaud, pipes)],
        [
            new Dlt645Fragment("dlt645-1997", MeterBaud, "meter-lift", old.Digits, Dlt645Fragment.Points1997),
            new Cjt188Fragment(MeterBaud, [("water", pipes[0]), ("gas", pipes[1]), ("heat", pipes[2])]),
        ]) { Baud = MeterBaud };
    }

    private LinePlan Ascii()
    {
        var tank = new SimulatedDevice("tank", 1, _tank.Map, Tank.PointsOf("input"), () => { });
        return new LinePlan("rs485-3", LineKind.Pty, [new ModbusAsciiSlaves(ModbusBaud, _tank.Units)], [new ModbusFragment("modbus-ascii", ModbusBaud, "even", [tank])])
        {
            Baud = ModbusBaud,
        };
    }

    private LinePlan Air(string port)
    {
        var station = Lives(new Hj212Station(AirMn, _air, _local, _options.ReportEveryS, ModbusBaud));
        return new LinePlan(port, LineKind.Pty, [station], [new Hj212Fragment(ModbusBaud, "air", AirMn, Interval)]) { Baud = ModbusBaud };
    }

    private LinePlan River(string port) =>
        new(port, LineKind.Pty, [RiverStation(RiverNumber, ModbusBaud)], [new Sl651Fragment(ModbusBaud, "river", RiverNumber, Interval)]) { Baud = ModbusBaud };

    private Sl651Station RiverStation(string number, int baud) =>
        new(new Sl651Address(1, Convert.FromHexString(number), 0x1234, 0x48), _river, _local, _options.ReportEveryS, baud: baud);

    private LinePlan Receiver() =>
        new("serial-3", LineKind.Pty, [new NmeaReceiver(_utc, _options.SeedOf(8), NmeaBaud)], [new NmeaFragment(NmeaBaud)]) { Baud = NmeaBaud };

    private LinePlan Gauge() =>
        new("serial-4", LineKind.Pty, [new LineGauge(_river, _air, _local, ModbusBaud)], [new LinesFragment(ModbusBaud)]) { Baud = ModbusBaud };

    private static PointSpec[] ValvePoints() =>
    [
        new("open", "阀门开关", "coil/0", "bool") { States = ("shut", "open"), Writable = true },
        new("lamp", "警示灯", "coil/1", "bool") { States = ("off", "on"), Writable = true },
        new("wanted", "阀门开度设定", "holding/0", "uint16") { Unit = "%", Range = (0, 100), Writable = true },
        new("position", "阀门开度", "input/0", "uint16") { Unit = "%", Range = (0, 100) },
        new("door", "阀门井盖", "discrete/2", "bool") { States = ("closed", "open") },
    ];

    private string Status() => string.Create(
        CultureInfo.InvariantCulture,
        $"{PumpRoomScenario.StatusOf(_rooms.Rooms[0])}; {_block.TotalKw:F1} kW, water {_water.FlowM3PerH:F1} m3/h, PM2.5 {_air.Pm25:F0}, river {_river.LevelM:F2} m");

    private T Lives<T>(T model)
        where T : IModel
    {
        _models.Add(model);
        return model;
    }
}
