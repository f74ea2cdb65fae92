namespace EdgeAgent.Sensors.Dlt645;

/// <summary>Why an item has no value.</summary>
public enum NoValue : byte
{
    /// <summary>It has one.</summary>
    None,

    /// <summary>All its bytes are FF.</summary>
    Absent,

    /// <summary>A half byte is no decimal digit.</summary>
    NoDigit,

    /// <summary>No such moment exists.</summary>
    NoMoment,

    /// <summary>The meter tells no year.</summary>
    NoYear,

    /// <summary>The data end before it does.</summary>
    Short,

    /// <summary>It is text.</summary>
    Text,
}

/// <summary>Texts of <see cref="NoValue"/> for people.</summary>
internal static class NoValueText
{
    public static string Of(NoValue why) => why switch
    {
        NoValue.Absent => "the meter sent FF: no value",
        NoValue.NoDigit => "no decimal digits",
        NoValue.NoMoment => "no possible date or time",
        NoValue.NoYear => "the meter tells no year",
        NoValue.Short => "the data end before it",
        NoValue.Text => "a text, no number",
        _ => "",
    };
}
