using System.Globalization;
using System.Text;

namespace EdgeAgent.Tests.Nmea;

/// <summary>Sentences, and a check sum written apart from the product's.</summary>
internal static class Sentences
{
    public const string Gga = "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47";

    public const string NoFix = "$GPRMC,,V,,,,,,,,,,N*53";

    public static string Of(string body)
    {
        var sum = Encoding.Latin1.GetBytes(body).Aggregate(0, (s, b) => s ^ b);
        return string.Create(CultureInfo.InvariantCulture, $"${body}*{sum:X2}\r\n");
    }

    public static string Rmc(string time, string date, string status = "A", string talker = "GN") => Of($"{talker}RMC,{time},{status},3114.430,N,12125.020,E,1.94,84.4,{date},,,A");

    public static bool IsSound(byte[] input)
    {
        var text = Encoding.Latin1.GetString(input).Trim(' ', '\t', '\r', '\n');
        var star = text.IndexOf('*', StringComparison.Ordinal);
        return text.StartsWith('$') && star > 0 && text.Length == star + 3 && string.Equals(text, Of(text[1..star]).TrimEnd(), StringComparison.OrdinalIgnoreCase);
    }
}
