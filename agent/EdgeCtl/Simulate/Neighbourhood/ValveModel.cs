using EdgeCtl.Simulate.Modbus;

namespace EdgeCtl.Simulate.Neighbourhood;

/// <summary>
/// A motor valve with a relay board, on Modbus: coil 0 opens it, coil 1 is a lamp, holding register 0 the position that is asked for (%), input register 0 the position
/// (%), discrete inputs 0 and 1 its end switches, 2 a door contact. A travel takes five seconds. Pure.
/// </summary>
internal sealed class ValveModel : IModel
{
    private const double PercentPerMs = 100.0 / 5000;
    private readonly PumpRoomModel? _room;
    private double _percent;
    private bool _wasOpen;
    private int _wasAsked;

    /// <summary>Makes a valve that is shut; its door contact follows a room's door.</summary>
    public ValveModel(PumpRoomModel? room = null)
    {
        _room = room;
        Refresh();
    }

    /// <summary>Its registers.</summary>
    public RegisterMap Map { get; } = new(holding: 4, input: 4, coils: 4, discretes: 4) { IsWritable = true };

    /// <inheritdoc/>
    public void Step(int dtMs)
    {
        // Coil and register ask for the same thing: whichever was written last counts.
        if (Map.Coils[0] != _wasOpen)
        {
            _wasOpen = Map.Coils[0];
            Map.SetHolding(0, _wasOpen ? 100 : 0, 1);
        }
        else if (Map.Holding[0] != _wasAsked)
        {
            _wasOpen = Map.Holding[0] > 0;
            Map.SetCoil(0, _wasOpen);
        }

        _wasAsked = Map.Holding[0];
        var asked = Math.Min((int)Map.Holding[0], 100);
        _percent += Math.Clamp(asked - _percent, -PercentPerMs * dtMs, PercentPerMs * dtMs);
        Refresh();
    }

    private void Refresh()
    {
        Map.SetInput(0, _percent, 1);
        Map.SetDiscrete(0, _percent >= 99.5);
        Map.SetDiscrete(1, _percent <= 0.5);
        Map.SetDiscrete(2, _room?.DoorOpen ?? false);
    }
}
