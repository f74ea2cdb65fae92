using System.Globalization;

namespace EdgeAgent.Sensors.Dlt645;

/// <summary>Address of a meter: six bytes, the low one first on the wire (DL/T 645-2007, 5.2.3). A byte AA stands for any.</summary>
/// <param name="Packed">The bytes, A0 lowest.</param>
public readonly record struct Dlt645Address(ulong Packed)
{
    /// <summary>Bytes on the wire.</summary>
    public const int Length = 6;

    /// <summary>How an address is written.</summary>
    public const string Form = "the 12 digits of the label; its last 2, 4, 6, 8 or 10 for a shortened address; AAAAAAAAAAAA for the only meter on the line";

    /// <summary>Byte that stands for any two digits.</summary>
    internal const byte AnyDigits = 0xAA;
    private const ulong AllAny = 0xAAAA_AAAA_AAAA;

    /// <summary>The address that every meter answers to.</summary>
    public static Dlt645Address Wildcard => new(AllAny);

    /// <summary>True when it answers for every meter.</summary>
    public bool IsWildcard => Packed == AllAny;

    /// <summary>Reads an address as on the label; digits that are left out in front stand for any.</summary>
    public static bool TryParse(string text, out Dlt645Address address)
    {
        address = Wildcard;
        if (text.Length is 0 or > Length * 2 || text.Length % 2 != 0)
        {
            return false;
        }

        var begin = 0;
        while (begin < text.Length && text.AsSpan(begin, 2).Equals("AA", StringComparison.OrdinalIgnoreCase))
        {
            begin += 2;
        }

        var digits = text.AsSpan(begin);
        if (digits.Length == 0)
        {
            return text.Length == Length * 2;
        }

        if (!ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return false;
        }

        var bits = digits.Length * 4;
        address = new Dlt645Address((bits == Length * 8 ? 0 : AllAny >> bits << bits) | ulong.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>Reads an address from the wire; <paramref name="bytes"/> holds six at least.</summary>
    public static Dlt645Address Read(ReadOnlySpan<byte> bytes)
    {
        var packed = 0UL;
        for (var i = Length - 1; i >= 0; i--)
        {
            packed = (packed << 8) | bytes[i];
        }

        return new Dlt645Address(packed);
    }

    /// <summary>Writes the six bytes of the wire.</summary>
    public void Write(Span<byte> bytes)
    {
        for (var i = 0; i < Length; i++)
        {
            bytes[i] = (byte)(Packed >> (8 * i));
        }
    }

    /// <summary>True when a meter with the address <paramref name="other"/> answers to this one, or a reply that repeats the wildcard bytes does.</summary>
    public bool Matches(Dlt645Address other)
    {
        for (var i = 0; i < Length; i++)
        {
            var mine = (byte)(Packed >> (8 * i));
            if (mine != AnyDigits && mine != (byte)(other.Packed >> (8 * i)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True when some meter could answer to both.</summary>
    public bool Overlaps(Dlt645Address other)
    {
        for (var i = 0; i < Length; i++)
        {
            var mine = (byte)(Packed >> (8 * i));
            var its = (byte)(other.Packed >> (8 * i));
            if (mine != AnyDigits && its != AnyDigits && mine != its)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>As the label shows it: 12 digits.</summary>
    public override string ToString() => Packed.ToString("X12", CultureInfo.InvariantCulture);
}
