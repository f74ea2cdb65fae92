using EdgeAgent.Core.Sensing.Decoding;

namespace EdgeAgent.Sensors.Nmea;

/// <summary>Names and units of quantities, and the words of the site file for those that may be points.</summary>
internal static class NmeaNames
{
    /// <summary>Quantities that may be points, in the order of their numbers.</summary>
    public static readonly string[] Points = ["latitude", "longitude", "altitude", "speed", "course", "satellites", "hdop", "fix"];

    public static (string Name, string Unit) Of(NmeaQuantity quantity) => quantity switch
    {
        NmeaQuantity.Latitude => (FieldNames.Latitude, "deg"),
        NmeaQuantity.Longitude => (FieldNames.Longitude, "deg"),
        NmeaQuantity.Altitude => (FieldNames.Altitude, "m"),
        NmeaQuantity.Speed => (FieldNames.Speed, "m/s"),
        NmeaQuantity.Course => (FieldNames.Course, "deg"),
        NmeaQuantity.Satellites => (FieldNames.Satellites, ""),
        NmeaQuantity.Hdop => (FieldNames.Hdop, ""),
        NmeaQuantity.Fix => (FieldNames.Fix, ""),
        NmeaQuantity.InView => (FieldNames.SatellitesInView, ""),
        NmeaQuantity.Vdop => (FieldNames.Vdop, ""),
        NmeaQuantity.Pdop => (FieldNames.Pdop, ""),
        NmeaQuantity.Geoid => (FieldNames.GeoidHeight, "m"),
        NmeaQuantity.Valid => (FieldNames.FixValid, ""),
        NmeaQuantity.Dimensions => (FieldNames.FixDimensions, ""),
        NmeaQuantity.TimeOfDay => (FieldNames.TimeOfDay, "s"),
        _ => (FieldNames.Time, ""),
    };

    public static string FixText(double fix) => fix switch
    {
        0 => "none",
        1 => "autonomous",
        2 => "differential",
        3 => "precise",
        4 => "RTK",
        5 => "RTK, float",
        6 => "estimated",
        7 => "set by hand",
        8 => "simulated",
        _ => "",
    };
}
