namespace EdgeAgent.Sensors.Serial;

/// <summary>Why a port could not be opened.</summary>
public enum SerialOpenError : byte
{
    /// <summary>It is open.</summary>
    None,

    /// <summary>The device does not exist, or nothing is behind it.</summary>
    Missing,

    /// <summary>This user may not open it.</summary>
    Permission,

    /// <summary>Another process holds it.</summary>
    Held,

    /// <summary>It is no serial line.</summary>
    NotASerialLine,

    /// <summary>The driver refused its settings, or anything else.</summary>
    Other,
}

/// <summary>What became of opening a port.</summary>
/// <param name="Port">The port; null when it could not be opened.</param>
/// <param name="Error">Why not.</param>
/// <param name="Fault">Why not, for people, with what to do; empty when open.</param>
public readonly record struct SerialOpenResult(SerialPort? Port, SerialOpenError Error, string Fault);
