namespace EdgeAgent.Sensors.Mqtt;

/// <summary>What can be wrong with a message; each is told once for a device.</summary>
internal enum PayloadFault : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Longer than is read.</summary>
    TooLong,

    /// <summary>No JSON in sound UTF-8, or too deep.</summary>
    NoJson,

    /// <summary>None of the device's points is in it.</summary>
    NoPoints,

    /// <summary>A point's value is null.</summary>
    Null,

    /// <summary>A point's value is an object or an array.</summary>
    NoScalar,

    /// <summary>A point's value is a word that means nothing.</summary>
    UnknownWord,

    /// <summary>A point's value is no finite number, or no whole number from 0 to 65535 for a state.</summary>
    NoNumber,

    /// <summary>Its own time cannot be read, or lies far from the gateway's.</summary>
    Time,

    /// <summary>Its number is not there or is no whole number.</summary>
    Sequence,
}

/// <summary>A fault of a device that was not told before.</summary>
/// <param name="Device">Index in the source.</param>
/// <param name="Point">Index in the device; -1 for the whole message.</param>
/// <param name="Fault">What is wrong.</param>
internal readonly record struct PayloadNote(int Device, int Point, PayloadFault Fault)
{
    /// <summary>For people.</summary>
    public string Text => Fault switch
    {
        PayloadFault.TooLong => "it is longer than maxMessage",
        PayloadFault.NoJson => "it is no JSON in sound UTF-8, or deeper than maxDepth",
        PayloadFault.NoPoints => "none of the device's paths leads to anything in it",
        PayloadFault.Null => "the value is null",
        PayloadFault.NoScalar => "the path leads to an object or an array; expected a number, a text, true or false",
        PayloadFault.UnknownWord => "the value is a word that neither \"words\" nor \"states\" knows, and no number",
        PayloadFault.NoNumber => "the value is no finite number, or no whole number from 0 to 65535 for a state",
        PayloadFault.Time => "its time is not there, has no offset from UTC, or lies further from the gateway's clock than the device's \"silence\"; the time of its arrival counts",
        PayloadFault.Sequence => "its number is not there or no whole number; it is read all the same",
        _ => "",
    };
}
