using System.Globalization;
using EdgeCtl.Simulate.Modbus;

namespace EdgeCtl.Simulate.Scenarios;

/// <summary>Pump rooms on Modbus RTU buses; the first bus by Modbus TCP and RTU over TCP as well when asked for.</summary>
internal static class PumpRoomScenario
{
    /// <summary>What people call it.</summary>
    public const string Label = "模拟水泵房";

    /// <summary>Makes it.</summary>
    public static Scenario Make(SimulateOptions options)
    {
        var buses = new List<PumpRoomBus>();
        var lines = new List<LinePlan>();
        ModbusUnits? first = null;
        for (var i = 0; i < options.Buses; i++)
        {
            var prefix = options.Buses == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"b{i + 1}-");
            var bus = new PumpRoomBus(prefix, options.Devices, options.Points, options.SeedOf(i), options.Noise);
            var slaves = new ModbusRtuSlaves(options.Baud);
            foreach (var device in bus.Devices)
            {
                slaves.Units.Add(device.Address, device.Map);
            }

            first ??= slaves.Units;
            buses.Add(bus);
            lines.Add(new LinePlan(SiteWriter.PortOf(i), LineKind.Pty, [slaves], [new ModbusFragment("modbus-rtu", options.Baud, "none", bus.Devices)]) { Baud = options.Baud });
        }

        // The site file reads the first bus once, by its pty.
        lines.AddRange(options.Tcp ? ModbusLines.Over(first!, options.TcpPort, []) : []);
        return new Scenario(Label, lines, buses, () => StatusOf(buses[0].Rooms[0]));
    }

    /// <summary>A room in a few words.</summary>
    public static string StatusOf(PumpRoomModel room) => string.Create(
        CultureInfo.InvariantCulture,
        $"level {room.LevelM:F2} m, {room.PressureKPa:F0} kPa, pumps {(room.Pumps[0].IsOn ? "on" : "off")}/{(room.Pumps[1].IsOn ? "on" : "off")}");
}
