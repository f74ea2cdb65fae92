namespace EdgeAgent.Sensors.Gpio;

/// <summary>Whether all lines of a device are held. Not thread-safe.</summary>
internal sealed class DeviceState(IReadOnlyList<LineReader> lines)
{
    public bool IsLost { get; private set; }

    /// <summary>Why it is lost; empty when it is not.</summary>
    public string Fault { get; private set; } = "";

    /// <summary>When one of its lines was last read well, CLOCK_BOOTTIME ns; 0 before.</summary>
    public long LastGoodNs { get; private set; }

    /// <summary>Looks at the lines; true when the device was lost or is back since the last time.</summary>
    public bool Step()
    {
        var fault = "";
        foreach (var line in lines)
        {
            LastGoodNs = Math.Max(LastGoodNs, line.LastGoodNs);
            if (line.Line is null && fault.Length == 0)
            {
                fault = line.Fault;
            }
        }

        Fault = fault;
        var changed = IsLost != (fault.Length > 0);
        IsLost = fault.Length > 0;
        return changed;
    }
}
