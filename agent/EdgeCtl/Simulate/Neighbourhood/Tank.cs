using EdgeCtl.Simulate.Modbus;

namespace EdgeCtl.Simulate.Neighbourhood;

/// <summary>A roof tank whose level mirrors what the pump room drains: input and holding register 0 its level (0.001 m), 1 its temperature (0.1 Cel).</summary>
internal sealed class Tank : IModel
{
    private readonly PumpRoomModel _room;
    private double _levelM = 1.8;

    /// <summary>Makes a tank of a house with that room.</summary>
    public Tank(PumpRoomModel room)
    {
        _room = room;
        Units.Add(1, Map);
        Refresh();
    }

    /// <summary>Its registers.</summary>
    public RegisterMap Map { get; } = new(holding: 8, input: 8, coils: 8, discretes: 8) { IsWritable = true };

    /// <summary>It alone, at address 1.</summary>
    public ModbusUnits Units { get; } = new();

    /// <summary>Its points, as a site file declares them.</summary>
    /// <param name="table">`input` or `holding`.</param>
    public static PointSpec[] PointsOf(string table) =>
    [
        new("level", "水箱液位", table + "/0", "uint16") { Scale = 0.001, Unit = "m", Range = (0, 3) },
        new("temperature", "水箱水温", table + "/1", "int16") { Scale = 0.1, Unit = "Cel", Range = (-5, 60) },
    ];

    /// <inheritdoc/>
    public void Step(int dtMs)
    {
        var use = DayCurve.Households(_room.HourOfDay) - 0.6;
        _levelM = Math.Clamp(_levelM - (use * dtMs / 3_600_000), 0.4, 2.6);
        Refresh();
    }

    private void Refresh()
    {
        Map.SetInput(0, _levelM, 0.001);
        Map.SetInput(1, 12 + (0.2 * _room.RoomCel), 0.1);
        Map.SetHolding(0, _levelM, 0.001);
        Map.SetHoldingSigned(1, 12 + (0.2 * _room.RoomCel), 0.1);
    }
}
