namespace EdgeAgent.Sensors.Dlt645;

/// <summary>How the bytes of an item are read; all of them low byte first.</summary>
public enum ItemKind : byte
{
    /// <summary>BCD digits.</summary>
    Number,

    /// <summary>BCD digits, the highest bit is a minus.</summary>
    Signed,

    /// <summary>BCD: three digits without decimals (DL/T 645-1997, voltage); meters that use the fourth digit send tenths.</summary>
    ThreeDigits,

    /// <summary>Binary number.</summary>
    Binary,

    /// <summary>BCD digits that name something, with their leading zeros.</summary>
    Identity,

    /// <summary>ASCII, last character first.</summary>
    Characters,

    /// <summary>Minute, hour, day, month.</summary>
    YearlessMoment,

    /// <summary>Minute, hour, day, month, year.</summary>
    MinuteMoment,

    /// <summary>Second, minute, hour, day, month, year.</summary>
    Moment,

    /// <summary>Second, minute, hour, day of the week, day, month, year.</summary>
    WeekdayMoment,

    /// <summary>Day, month, year.</summary>
    Date,

    /// <summary>Day of the week, 0 Sunday.</summary>
    Weekday,

    /// <summary>Second, minute, hour.</summary>
    TimeOfDay,
}
