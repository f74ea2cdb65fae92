namespace EdgeAgent.Sensors.Nmea;

/// <summary>What a sentence tells.</summary>
public enum NmeaQuantity : byte
{
    /// <summary>Latitude, deg, north positive.</summary>
    Latitude,

    /// <summary>Longitude, deg, east positive.</summary>
    Longitude,

    /// <summary>Height above mean sea level, m.</summary>
    Altitude,

    /// <summary>Speed over ground, m/s.</summary>
    Speed,

    /// <summary>Course over ground from true north, deg.</summary>
    Course,

    /// <summary>Satellites used.</summary>
    Satellites,

    /// <summary>Horizontal dilution of precision.</summary>
    Hdop,

    /// <summary>Kind of fix of GGA: 0 none, 1 autonomous, 2 differential, 4 and 5 RTK, 6 estimated.</summary>
    Fix,

    /// <summary>Satellites in view.</summary>
    InView,

    /// <summary>Vertical dilution of precision.</summary>
    Vdop,

    /// <summary>Position dilution of precision.</summary>
    Pdop,

    /// <summary>Height of the geoid, m.</summary>
    Geoid,

    /// <summary>1 when the data are valid, 0 when not.</summary>
    Valid,

    /// <summary>Fix of GSA: 1 none, 2 in the plane, 3 in space.</summary>
    Dimensions,

    /// <summary>Time of day, s.</summary>
    TimeOfDay,

    /// <summary>Date and time, UTC, s since 1970-01-01.</summary>
    Time,
}

/// <summary>Why a quantity has no value.</summary>
public enum NmeaWhy : byte
{
    /// <summary>It has one.</summary>
    None,

    /// <summary>The field is empty.</summary>
    Empty,

    /// <summary>What stands there is no such number, place or time.</summary>
    Unreadable,
}

/// <summary>One quantity of a sentence.</summary>
/// <param name="Quantity">Which.</param>
/// <param name="Value">Its value; NaN when there is none.</param>
/// <param name="Why">Why there is none.</param>
public readonly record struct NmeaItem(NmeaQuantity Quantity, double Value, NmeaWhy Why);
