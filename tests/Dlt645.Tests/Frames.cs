namespace EdgeAgent.Tests.Dlt645;

/// <summary>Frames made by hand, apart from the product's code.</summary>
internal static class Frames
{
    public const string Energy = "686101000000006891083333343359333333" + "8A16";
    public const string VoltageReply = "68610100000000689106333434353443" + "1016";
    public const string CurrentReply = "6861010000000068910733343535CC7C331616";
    public const string NoData = "6837030092813968D101355D16";
    public const string AddressRequest = "68AAAAAAAAAAAA681300DF16";
    public const string EnergyRequest = "68610100000000681104333334331416";
    public const string Request1997 = "FEFEFEFE68AAAAAAAAAAAA68010243C3D516";
    public const string Reply1997 = "6843973514000068810643C37B9657331B16";

    public static readonly string[] All = [Energy, VoltageReply, CurrentReply, NoData, AddressRequest, EnergyRequest, Request1997, Reply1997];

    public static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    /// <summary>A frame: address as on the label, control code, data in hex without the shift, low byte first.</summary>
    public static byte[] Make(string address, byte control, string data)
    {
        var plain = Bytes(data);
        var label = Bytes(address);
        byte[] head = [0x68, .. label.Reverse(), 0x68, control, (byte)plain.Length, .. plain.Select(b => (byte)(b + 0x33))];
        return [.. head, (byte)head.Sum(b => b), 0x16];
    }

    /// <summary>A reply to the request <paramref name="request"/> with the values <paramref name="values"/>, low byte first.</summary>
    public static byte[] Reply(byte[] request, string values, byte bits = 0x80)
    {
        var body = request.SkipWhile(b => b == 0xFE).ToArray();
        var identifier = Convert.ToHexString([.. body[10..14].Select(b => (byte)(b - 0x33))]);
        return Make(Convert.ToHexString([.. body[1..7].Reverse()]), (byte)(body[8] | bits), identifier + values);
    }

    /// <summary>Identifier of a request, as written in the standard.</summary>
    public static string IdentifierOf(byte[] request)
    {
        var body = request.SkipWhile(b => b == 0xFE).ToArray();
        return Convert.ToHexString([.. body[10..14].Select(b => (byte)(b - 0x33)).Reverse()]);
    }

    public static string AddressOf(byte[] request) => Convert.ToHexString([.. request.SkipWhile(b => b == 0xFE).Skip(1).Take(6).Reverse()]);

    /// <summary>True when a sound frame stands anywhere: written apart from the product.</summary>
    public static bool HasSound(byte[] bytes)
    {
        for (var i = 0; i + 12 <= bytes.Length; i++)
        {
            if (bytes[i] != 0x68 || bytes[i + 7] != 0x68 || i + 12 + bytes[i + 9] > bytes.Length)
            {
                continue;
            }

            var end = i + 10 + bytes[i + 9];
            if (bytes[end + 1] == 0x16 && bytes[i..end].Aggregate(0, (s, b) => (s + b) & 0xFF) == bytes[end])
            {
                return true;
            }
        }

        return false;
    }
}
