namespace EdgeAgent.Sensors.Nmea;

/// <summary>Reads what the known sentences tell. Pure; allocates nothing.</summary>
public static class NmeaReader
{
    /// <summary>Most quantities of a sentence.</summary>
    public const int MaxItems = 12;

    private const double KnotsToMetresPerSecond = 1852.0 / 3600;
    private const double KilometresPerHourToMetresPerSecond = 1 / 3.6;
    private const int GsaFirstSatellite = 3;
    private const int GsaLastSatellite = 14;

    /// <summary>Writes the quantities of a sentence into <paramref name="items"/> (<see cref="MaxItems"/>); answers how many, or -1 for a sentence that is not known.</summary>
    public static int Read(in NmeaSentence sentence, Span<NmeaItem> items) => sentence.Name switch
    {
        [(byte)'G', (byte)'G', (byte)'A'] => Gga(sentence, items),
        [(byte)'R', (byte)'M', (byte)'C'] => Rmc(sentence, items),
        [(byte)'G', (byte)'L', (byte)'L'] => Gll(sentence, items),
        [(byte)'G', (byte)'S', (byte)'A'] => Gsa(sentence, items),
        [(byte)'G', (byte)'S', (byte)'V'] => Gsv(sentence, items),
        [(byte)'V', (byte)'T', (byte)'G'] => Vtg(sentence, items),
        [(byte)'Z', (byte)'D', (byte)'A'] => Zda(sentence, items),
        _ => -1,
    };

    private static int Gga(in NmeaSentence s, Span<NmeaItem> items)
    {
        items[0] = NmeaValue.TimeOfDay(s.Field(1));
        items[1] = NmeaValue.Place(NmeaQuantity.Latitude, s.Field(2), s.Field(3));
        items[2] = NmeaValue.Place(NmeaQuantity.Longitude, s.Field(4), s.Field(5));
        items[3] = NmeaValue.Number(NmeaQuantity.Fix, s.Field(6));
        items[4] = NmeaValue.Number(NmeaQuantity.Satellites, s.Field(7));
        items[5] = NmeaValue.Number(NmeaQuantity.Hdop, s.Field(8));
        items[6] = NmeaValue.Number(NmeaQuantity.Altitude, s.Field(9));
        items[7] = NmeaValue.Number(NmeaQuantity.Geoid, s.Field(11));
        return 8;
    }

    private static int Rmc(in NmeaSentence s, Span<NmeaItem> items)
    {
        var date = s.Field(9);
        items[0] = date.Length is 0 or 6
            ? NmeaValue.Time(s.Field(1), date.Length == 0 ? date : date[..2], date.Length == 0 ? date : date[2..4], date.Length == 0 ? date : date[4..])
            : new NmeaItem(NmeaQuantity.Time, double.NaN, NmeaWhy.Unreadable);
        items[1] = Valid(s.Field(2));
        items[2] = NmeaValue.Place(NmeaQuantity.Latitude, s.Field(3), s.Field(4));
        items[3] = NmeaValue.Place(NmeaQuantity.Longitude, s.Field(5), s.Field(6));
        items[4] = NmeaValue.Number(NmeaQuantity.Speed, s.Field(7), KnotsToMetresPerSecond);
        items[5] = NmeaValue.Number(NmeaQuantity.Course, s.Field(8));
        return 6;
    }

    private static int Gll(in NmeaSentence s, Span<NmeaItem> items)
    {
        items[0] = NmeaValue.Place(NmeaQuantity.Latitude, s.Field(1), s.Field(2));
        items[1] = NmeaValue.Place(NmeaQuantity.Longitude, s.Field(3), s.Field(4));
        items[2] = NmeaValue.TimeOfDay(s.Field(5));
        items[3] = Valid(s.Field(6));
        return 4;
    }

    private static int Gsa(in NmeaSentence s, Span<NmeaItem> items)
    {
        var used = 0;
        for (var i = GsaFirstSatellite; i <= GsaLastSatellite; i++)
        {
            used += s.Field(i).Length > 0 ? 1 : 0;
        }

        items[0] = NmeaValue.Number(NmeaQuantity.Dimensions, s.Field(2));
        items[1] = new NmeaItem(NmeaQuantity.Satellites, used, NmeaWhy.None);
        items[2] = NmeaValue.Number(NmeaQuantity.Pdop, s.Field(15));
        items[3] = NmeaValue.Number(NmeaQuantity.Hdop, s.Field(16));
        items[4] = NmeaValue.Number(NmeaQuantity.Vdop, s.Field(17));
        return 5;
    }

    private static int Gsv(in NmeaSentence s, Span<NmeaItem> items)
    {
        items[0] = NmeaValue.Number(NmeaQuantity.InView, s.Field(3));
        return 1;
    }

    private static int Vtg(in NmeaSentence s, Span<NmeaItem> items)
    {
        items[0] = NmeaValue.Number(NmeaQuantity.Course, s.Field(1));
        items[1] = s.Field(5).Length > 0
            ? NmeaValue.Number(NmeaQuantity.Speed, s.Field(5), KnotsToMetresPerSecond)
            : NmeaValue.Number(NmeaQuantity.Speed, s.Field(7), KilometresPerHourToMetresPerSecond);
        return 2;
    }

    private static int Zda(in NmeaSentence s, Span<NmeaItem> items)
    {
        items[0] = NmeaValue.Time(s.Field(1), s.Field(2), s.Field(3), s.Field(4));
        return 1;
    }

    private static NmeaItem Valid(ReadOnlySpan<byte> status) => status switch
    {
        [(byte)'A'] => new NmeaItem(NmeaQuantity.Valid, 1, NmeaWhy.None),
        [(byte)'V'] => new NmeaItem(NmeaQuantity.Valid, 0, NmeaWhy.None),
        _ => new NmeaItem(NmeaQuantity.Valid, double.NaN, status.Length == 0 ? NmeaWhy.Empty : NmeaWhy.Unreadable),
    };
}
