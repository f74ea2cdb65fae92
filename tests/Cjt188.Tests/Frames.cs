namespace EdgeAgent.Tests.Cjt188;

/// <summary>Frames made by hand, apart from the product's code.</summary>
internal static class Frames
{
    public const string Water123 = "FEFEFE6810010000050800008116901F00002301002C000000002C0000000000000000004816";
    public const string Water0 = "6810880527101520008116901F01000000002C000000002C0620170901172000008E16";
    public const string Heat = "682032413140000000812E901F0108020000000802000000170000000035000000002C3410000035250066250000000053001210071520" + "00003116";

    public static readonly string[] All =
    [
        Water123, Water0, Heat, Convert.ToHexString(Make(0x10, "00000805000001", 0x01, "901F00")), Convert.ToHexString(Make(0x10, "00000805000001", 0xC1, "000000")),
        Convert.ToHexString(Make(0xAA, "AAAAAAAAAAAAAA", 0x03, "810A00")), Convert.ToHexString(Make(0x10, "00000805000001", 0x04, "A0170055")),
    ];

    public static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    /// <summary>A frame: type, address as on the label, control code, data in hex as sent.</summary>
    public static byte[] Make(byte type, string address, byte control, string data)
    {
        var plain = Bytes(data);
        byte[] head = [0x68, type, .. Bytes(address).Reverse(), control, (byte)plain.Length, .. plain];
        return [.. head, (byte)head.Sum(b => b), 0x16];
    }

    /// <summary>A reply to <paramref name="request"/> with the payload <paramref name="payload"/>.</summary>
    public static byte[] Reply(byte[] request, string payload, byte bits = 0x80)
    {
        var body = request.SkipWhile(b => b == 0xFE).ToArray();
        return Make(body[1], Convert.ToHexString([.. body[2..9].Reverse()]), (byte)(body[9] | bits), Convert.ToHexString(body[11..14]) + payload);
    }

    public static byte[] Body(byte[] request) => [.. request.SkipWhile(b => b == 0xFE)];

    /// <summary>Identifier of a request as sent.</summary>
    public static string IdentifierOf(byte[] request) => Convert.ToHexString(Body(request)[11..13]);

    public static string AddressOf(byte[] request) => Convert.ToHexString([.. Body(request)[2..9].Reverse()]);

    /// <summary>True when a sound frame stands anywhere: written apart from the product.</summary>
    public static bool HasSound(byte[] bytes)
    {
        for (var i = 0; i + 13 <= bytes.Length; i++)
        {
            if (bytes[i] != 0x68 || i + 13 + bytes[i + 10] > bytes.Length)
            {
                continue;
            }

            var end = i + 11 + bytes[i + 10];
            if (bytes[end + 1] == 0x16 && bytes[i..end].Aggregate(0, (s, b) => (s + b) & 0xFF) == bytes[end])
            {
                return true;
            }
        }

        return false;
    }
}
