namespace EdgeAgent.Core.Sensing.Decoding;

/// <content>What environmental, water and satellite stations tell.</content>
public static partial class FieldNames
{
    /// <summary>Water level above the structure, m.</summary>
    public const string LevelUpstream = "level.upstream";

    /// <summary>Water level below the structure, m.</summary>
    public const string LevelDownstream = "level.downstream";

    /// <summary>Depth of the groundwater, m.</summary>
    public const string LevelGround = "level.ground";

    /// <summary>Rain since the last report, mm.</summary>
    public const string RainCurrent = "rain.current";

    /// <summary>Rain since the counter began, mm.</summary>
    public const string RainTotal = "rain.total";

    /// <summary>Rain of the day, mm.</summary>
    public const string RainDay = "rain.day";

    /// <summary>Rain of the last hour, mm.</summary>
    public const string RainHour = "rain.hour";

    /// <summary>Rain of five minutes; a series of 12 has the number of its place behind, `rain.5min.1` first, mm.</summary>
    public const string RainFiveMinutes = "rain.5min";

    /// <summary>Water level every five minutes; a series of 12 has the number of its place behind, m.</summary>
    public const string LevelFiveMinutes = "level.5min";

    /// <summary>Speed of the water, m/s.</summary>
    public const string Velocity = "velocity";

    /// <summary>Speed of the wind, m/s.</summary>
    public const string WindSpeed = "wind.speed";

    /// <summary>Where the wind comes from, deg.</summary>
    public const string WindDirection = "wind.direction";

    /// <summary>Temperature of the water, Cel.</summary>
    public const string TemperatureWater = "temperature.water";

    /// <summary>Pressure of the air, kPa.</summary>
    public const string Pressure = "pressure";

    /// <summary>Acidity, [pH].</summary>
    public const string Ph = "ph";

    /// <summary>Dissolved oxygen, mg/L.</summary>
    public const string DissolvedOxygen = "oxygen.dissolved";

    /// <summary>Conductivity, uS/cm.</summary>
    public const string Conductivity = "conductivity";

    /// <summary>Turbidity, {NTU}.</summary>
    public const string Turbidity = "turbidity";

    /// <summary>Chemical oxygen demand, mg/L.</summary>
    public const string Cod = "cod";

    /// <summary>Ammonia nitrogen, mg/L.</summary>
    public const string Ammonia = "nitrogen.ammonia";

    /// <summary>Total nitrogen, mg/L.</summary>
    public const string NitrogenTotal = "nitrogen.all";

    /// <summary>Total phosphorus, mg/L.</summary>
    public const string PhosphorusTotal = "phosphorus.all";

    /// <summary>All suspended particles of the air, ug/m3.</summary>
    public const string Tsp = "tsp";

    /// <summary>Particles up to 10 um, ug/m3.</summary>
    public const string Pm10 = "pm10";

    /// <summary>Particles up to 2.5 um, ug/m3.</summary>
    public const string Pm25 = "pm2.5";

    /// <summary>Sulphur dioxide, ug/m3.</summary>
    public const string So2 = "so2";

    /// <summary>Nitrogen dioxide, ug/m3.</summary>
    public const string No2 = "no2";

    /// <summary>Carbon monoxide, mg/m3.</summary>
    public const string Co = "co";

    /// <summary>Ozone, ug/m3.</summary>
    public const string O3 = "o3";

    /// <summary>A-weighted sound level, dB[SPL].</summary>
    public const string NoiseA = "noise.a";

    /// <summary>Equivalent sound level, dB[SPL].</summary>
    public const string NoiseLeq = "noise.leq";

    /// <summary>When the message itself was sent: seconds since 1970-01-01 UTC, and ISO 8601 in the text.</summary>
    public const string MessageTime = "message.time";

    /// <summary>Number of the message, as its sender counts.</summary>
    public const string MessageSerial = "message.serial";

    /// <summary>How many packets a message has.</summary>
    public const string PacketTotal = "packet.total";

    /// <summary>Which of them this is, from 1.</summary>
    public const string PacketNumber = "packet.number";

    /// <summary>What sort of station it is, a code; its meaning in the text.</summary>
    public const string StationType = "station.type";

    /// <summary>Flag bits of the message.</summary>
    public const string MessageFlags = "message.flags";

    /// <summary>Time between two reports, s.</summary>
    public const string Interval = "interval";

    /// <summary>Latitude, north positive, deg.</summary>
    public const string Latitude = "latitude";

    /// <summary>Longitude, east positive, deg.</summary>
    public const string Longitude = "longitude";

    /// <summary>Height above mean sea level, m.</summary>
    public const string Altitude = "altitude";

    /// <summary>Speed over ground, m/s.</summary>
    public const string Speed = "speed";

    /// <summary>Course over ground from true north, deg.</summary>
    public const string Course = "course";

    /// <summary>Satellites used.</summary>
    public const string Satellites = "satellites";

    /// <summary>Satellites in view.</summary>
    public const string SatellitesInView = "satellites.inView";

    /// <summary>Horizontal dilution of precision.</summary>
    public const string Hdop = "hdop";

    /// <summary>Vertical dilution of precision.</summary>
    public const string Vdop = "vdop";

    /// <summary>Position dilution of precision.</summary>
    public const string Pdop = "pdop";

    /// <summary>Kind of fix: 0 none; its meaning in the text.</summary>
    public const string Fix = "fix";

    /// <summary>1 when a receiver calls its data valid, 0 when not.</summary>
    public const string FixValid = "fix.valid";

    /// <summary>1 no fix, 2 in the plane, 3 in space.</summary>
    public const string FixDimensions = "fix.dimensions";

    /// <summary>Time of day without a date: seconds since midnight, by UTC or the device's own clock as the protocol has it, and hh:mm:ss in the text.</summary>
    public const string TimeOfDay = "time.of.day";

    /// <summary>Height of the geoid above the ellipsoid, m.</summary>
    public const string GeoidHeight = "geoid.height";
}
