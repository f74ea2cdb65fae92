using System.Globalization;
using EdgeCtl.Simulate.Modbus;
using EdgeCtl.Simulate.Neighbourhood;

namespace EdgeCtl.Simulate;

/// <summary>
/// The pump rooms of one bus and the four devices of each: a sump gauge, two pump controllers, a room unit. More devices than four make more rooms, each a model of its
/// own; more points than a device has by nature are temperature probes. Pure and seeded, not thread-safe.
/// </summary>
internal sealed class PumpRoomBus : IModel
{
    /// <summary>Devices of one room.</summary>
    public const int DevicesPerRoom = 4;

    /// <summary>Where the temperature probes begin in the holding registers.</summary>
    public const int ProbeBase = 16;

    private const int Registers = 16;
    private const int ProbeEveryMs = 1000;

    private readonly List<PumpRoomModel> _rooms = [];
    private readonly List<SimulatedDevice> _devices = [];
    private readonly SeededNoise _noise;
    private readonly double _noiseScale;
    private readonly int _probes;
    private readonly double[] _probeCel;
    private long _probesDueMs;
    private long _elapsedMs;

    /// <summary>Makes <paramref name="devices"/> devices (1..247) of <paramref name="points"/> points each (1..100; 0 for what each has by nature).</summary>
    /// <param name="prefix">Put before each device name, so that names are unique over several buses; may be empty.</param>
    /// <param name="devices">How many devices.</param>
    /// <param name="points">How many points each.</param>
    /// <param name="seed">Same seed, same bus.</param>
    /// <param name="noiseScale">Noise of the sensors, 0..10.</param>
    public PumpRoomBus(string prefix, int devices, int points, ulong seed, double noiseScale)
    {
        _noise = new SeededNoise(seed);
        _noiseScale = noiseScale;
        _probes = points;
        _probeCel = new double[devices * points];
        for (var i = 0; i < _probeCel.Length; i++)
        {
            _probeCel[i] = 12 + (16 * _noise.Unit());
        }

        for (var i = 0; i < devices; i++)
        {
            if (i % DevicesPerRoom == 0)
            {
                _rooms.Add(new PumpRoomModel(seed + (0x1000UL * (ulong)(_rooms.Count + 1)), noiseScale));
            }

            _devices.Add(NewDevice(prefix, i));
        }

        RefreshAll();
    }

    /// <summary>The rooms, in order.</summary>
    public IReadOnlyList<PumpRoomModel> Rooms => _rooms;

    /// <summary>The devices, in order of address from 1.</summary>
    public IReadOnlyList<SimulatedDevice> Devices => _devices;

    /// <summary>Advances all rooms and writes all registers.</summary>
    public void Step(int dtMs)
    {
        foreach (var room in _rooms)
        {
            room.Step(dtMs);
        }

        _elapsedMs += dtMs;
        if (_elapsedMs >= _probesDueMs)
        {
            _probesDueMs = _elapsedMs + ProbeEveryMs;
            for (var i = 0; i < _probeCel.Length; i++)
            {
                _probeCel[i] = Math.Clamp(_probeCel[i] + (0.02 * _noiseScale * _noise.Normal()), -20, 60);
            }
        }

        RefreshAll();
    }

    private void RefreshAll()
    {
        foreach (var device in _devices)
        {
            device.Refresh();
        }
    }

    private SimulatedDevice NewDevice(string prefix, int index)
    {
        var roomNumber = index / DevicesPerRoom;
        var room = _rooms[roomNumber];
        var map = new RegisterMap(Registers + _probes, Registers, Registers, Registers);
        var kind = index % DevicesPerRoom;
        var (name, points, refresh) = kind switch
        {
            0 => (Numbered("sump", roomNumber), SumpPoints(), SumpRefresh(room, map)),
            1 or 2 => ($"pump-{Text((2 * roomNumber) + kind)}", PumpPoints(kind), PumpRefresh(room.Pumps[kind - 1], map)),
            _ => (Numbered("room", roomNumber), RoomPoints(), RoomRefresh(room, map)),
        };
        var all = WithProbes(points);
        return new SimulatedDevice(prefix + name, index + 1, map, all, () =>
        {
            refresh();
            RefreshProbes(map, index);
        });
    }

    private static string Numbered(string name, int roomNumber) => roomNumber == 0 ? name : $"{name}-{Text(roomNumber + 1)}";

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private PointSpec[] WithProbes(PointSpec[] natural)
    {
        if (_probes == 0)
        {
            return natural;
        }

        var probes = Enumerable.Range(0, Math.Max(0, _probes - natural.Length)).Select(i =>
            new PointSpec($"probe-{Text(i + 1)}", $"测温点{Text(i + 1)}", $"holding/{Text(ProbeBase + i)}", "int16") { Scale = 0.1, Unit = "Cel", Range = (-20, 60) });
        return [.. natural.Take(_probes), .. probes];
    }

    private void RefreshProbes(RegisterMap map, int index)
    {
        for (var i = 0; i < _probes; i++)
        {
            map.SetHoldingSigned(ProbeBase + i, _probeCel[(index * _probes) + i], 0.1);
        }
    }

    private static PointSpec[] SumpPoints() =>
    [
        new("level", "集水井液位", "holding/0", "float32") { Unit = "m", Range = (0, PumpRoomModel.FloodLevelM), Alarm = true },
        new("pressure", "出水管压力", "holding/2", "uint16") { Scale = 0.1, Unit = "kPa", Range = (0, 400) },
        new("flood", "溢流浮球", "discrete/0", "bool") { States = ("dry", "flooded") },
    ];

    private static Action SumpRefresh(PumpRoomModel room, RegisterMap map) => () =>
    {
        map.SetHoldingSingle(0, (float)room.LevelM);
        map.SetHolding(2, room.PressureKPa, 0.1);
        map.SetDiscrete(0, room.Flood);
    };

    private static PointSpec[] PumpPoints(int number)
    {
        var label = number == 1 ? "一号泵" : "二号泵";
        return
        [
            new("current", label + "电流", "holding/0", "uint16") { Scale = 0.01, Unit = "A", Range = (0, 80) },
            new("running", label + "运行", "coil/0", "bool") { States = ("stopped", "running") },
            new("hours", label + "运行时间", "holding/1", "uint32") { Order = "CDAB", Scale = 0.01, Unit = "h", Counter = true },
            new("starts", label + "启动次数", "holding/3", "uint16") { Counter = true },
        ];
    }

    private static Action PumpRefresh(PumpModel pump, RegisterMap map) => () =>
    {
        map.SetHolding(0, pump.CurrentA, 0.01);
        map.SetHoldingLowFirst(1, (uint)(pump.Hours * 100));
        map.SetHolding(3, pump.Starts & 0xFFFF, 1);
        map.SetCoil(0, pump.IsOn);
        map.SetDiscrete(0, pump.IsOn);
    };

    private static PointSpec[] RoomPoints() =>
    [
        new("door", "泵房门", "discrete/0", "bool") { States = ("closed", "open") },
        new("temperature", "泵房温度", "input/0", "int16") { Scale = 0.1, Unit = "Cel", Range = (-20, 60) },
        new("humidity", "泵房湿度", "input/1", "uint16") { Scale = 0.1, Unit = "%", Range = (0, 100) },
    ];

    private static Action RoomRefresh(PumpRoomModel room, RegisterMap map) => () =>
    {
        map.SetDiscrete(0, room.DoorOpen);
        map.SetInput(0, room.RoomCel, 0.1);
        map.SetInput(1, room.HumidityPercent, 0.1);
    };
}
