namespace EdgeAgent.Sensors.Cjt188;

/// <summary>Why a quantity has no value.</summary>
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

    /// <summary>Where its unit should stand is no code of one that measures it.</summary>
    NoUnit,

    /// <summary>The bytes make sense with the unit before and behind the digits.</summary>
    Ambiguous,

    /// <summary>A state that is not defined.</summary>
    NoState,
}

/// <summary>Texts of <see cref="NoValue"/> for people.</summary>
internal static class NoValueText
{
    public static string Of(NoValue why) => why switch
    {
        NoValue.Absent => "the meter sent FF: no value",
        NoValue.NoDigit => "no decimal digits",
        NoValue.NoMoment => "no possible date and time",
        NoValue.NoUnit => "no known unit of it",
        NoValue.Ambiguous => "its unit may stand before or behind the digits",
        NoValue.NoState => "a state that is not defined",
        _ => "",
    };
}
