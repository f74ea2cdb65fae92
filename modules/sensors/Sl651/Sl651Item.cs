namespace EdgeAgent.Sensors.Sl651;

/// <summary>What an item of a body is.</summary>
public enum Sl651ItemKind : byte
{
    /// <summary>A value of an element.</summary>
    Value,

    /// <summary>A value of a series, with a time of its own.</summary>
    Series,

    /// <summary>The observation time.</summary>
    Time,

    /// <summary>The time step of a series.</summary>
    Step,

    /// <summary>What sort of station it is, a letter.</summary>
    StationClass,

    /// <summary>Text that a person typed in.</summary>
    Text,

    /// <summary>Bytes that are not read: a picture.</summary>
    Raw,
}

/// <summary>Why an item has no value.</summary>
public enum Sl651Why : byte
{
    /// <summary>It has one.</summary>
    None,

    /// <summary>The station tells that it has none: all digits F or A.</summary>
    Absent,

    /// <summary>No decimal digits.</summary>
    NoNumber,

    /// <summary>No such moment.</summary>
    NoTime,
}

/// <summary>An item of a body.</summary>
public readonly record struct Sl651Item
{
    /// <summary>What it is.</summary>
    public Sl651ItemKind Kind { get; init; }

    /// <summary>Its element; null for an unknown one.</summary>
    public Sl651Element? Element { get; init; }

    /// <summary>Identifier of the HEX form; -1 for an unknown symbol of the ASCII form.</summary>
    public int Id { get; init; }

    /// <summary>The value; NaN when there is none.</summary>
    public double Value { get; init; }

    /// <summary>Why there is none.</summary>
    public Sl651Why Why { get; init; }

    /// <summary>Of a time: UTC ms. Of a value of a series: the end of the time that it is for, 0 when the observation time is not told.</summary>
    public long TimeMs { get; init; }

    /// <summary>Of a value of a series: what it is over. Of a time step: its length. ms.</summary>
    public long StepMs { get; init; }

    /// <summary>Place in a series, from 0.</summary>
    public int Index { get; init; }

    /// <summary>Byte of the body at which it begins.</summary>
    public int Offset { get; init; }

    /// <summary>Byte of the body at which its symbol, text or raw bytes begin.</summary>
    public int TextOffset { get; init; }

    /// <summary>Length of them.</summary>
    public int TextLength { get; init; }
}
