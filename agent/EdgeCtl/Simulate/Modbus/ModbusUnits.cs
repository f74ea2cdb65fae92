namespace EdgeCtl.Simulate.Modbus;

/// <summary>The slaves of a Modbus line by address; a serial and a network line may share them. Not thread-safe.</summary>
internal sealed class ModbusUnits
{
    private readonly RegisterMap?[] _maps = new RegisterMap?[256];

    /// <summary>The slave at an address; null for none.</summary>
    public RegisterMap? this[byte address] => _maps[address];

    /// <summary>Puts a slave at an address 1..247 that is free.</summary>
    public void Add(int address, RegisterMap map)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(address, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(address, 247);
        _maps[address] = _maps[address] is null ? map : throw new ArgumentException($"address {address} is taken", nameof(address));
    }

    /// <summary>Has every slave carry out a write that was sent to all (Modbus over Serial Line 1.02, 2.1); nobody answers.</summary>
    public void Broadcast(ReadOnlySpan<byte> pdu, Span<byte> scratch)
    {
        if (pdu[0] is not (5 or 6 or 15 or 16 or 22))
        {
            return;
        }

        foreach (var map in _maps)
        {
            if (map is not null)
            {
                _ = ModbusPdu.Answer(pdu, map, scratch, out _);
            }
        }
    }
}
