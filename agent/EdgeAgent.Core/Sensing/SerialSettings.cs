namespace EdgeAgent.Core.Sensing;

/// <summary>Parity of a serial line.</summary>
public enum SerialParity : byte
{
    /// <summary>No parity bit.</summary>
    None,

    /// <summary>Odd parity.</summary>
    Odd,

    /// <summary>Even parity.</summary>
    Even,
}

/// <summary>Settings of a serial line.</summary>
/// <param name="Baud">Bits per second: one of the termios rates, 300..4,000,000.</param>
/// <param name="Parity">Parity bit.</param>
/// <param name="DataBits">7 or 8.</param>
/// <param name="StopBits">1 or 2.</param>
public sealed record SerialSettings(int Baud, SerialParity Parity = SerialParity.None, int DataBits = 8, int StopBits = 1)
{
    /// <summary>Bits on the wire for one character: start, data, parity, stop.</summary>
    public int BitsPerCharacter => 1 + DataBits + (Parity == SerialParity.None ? 0 : 1) + StopBits;

    /// <summary>Time that one character takes on the wire, ns.</summary>
    public long CharacterNs => BitsPerCharacter * 1_000_000_000L / Baud;
}
