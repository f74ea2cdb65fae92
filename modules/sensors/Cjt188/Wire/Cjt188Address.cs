using System.Globalization;

namespace EdgeAgent.Sensors.Cjt188;

/// <summary>Type and address of a meter: one byte T and seven bytes A0..A6, the low one first on the wire (CJ/T 188-2004, 5.2). All bytes AA stand for any.</summary>
/// <param name="Type">T: 10..19 water, 20..29 heat and cold, 30..39 gas, 40..49 others.</param>
/// <param name="Packed">The seven bytes, A0 lowest.</param>
public readonly record struct Cjt188Address(byte Type, ulong Packed)
{
    /// <summary>Bytes on the wire, without T.</summary>
    public const int Length = 7;

    /// <summary>A byte that stands for any.</summary>
    public const byte Any = 0xAA;

    private const ulong AllAny = 0xAA_AAAA_AAAA_AAAA;

    /// <summary>The address that every meter of any type answers to.</summary>
    public static Cjt188Address Wildcard => new(Any, AllAny);

    /// <summary>True when it answers for every meter.</summary>
    public bool IsWildcard => Packed == AllAny;

    /// <summary>Reads the 14 digits of a label; the manufacturer's part may be hex.</summary>
    public static bool TryParse(byte type, string text, out Cjt188Address address)
    {
        var isAddress = text.Length == Length * 2 & ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var packed);
        address = new Cjt188Address(type, packed);
        return isAddress;
    }

    /// <summary>Reads T and address from the wire; <paramref name="bytes"/> holds eight at least.</summary>
    public static Cjt188Address Read(ReadOnlySpan<byte> bytes)
    {
        var packed = 0UL;
        for (var i = Length; i > 0; i--)
        {
            packed = (packed << 8) | bytes[i];
        }

        return new Cjt188Address(bytes[0], packed);
    }

    /// <summary>Writes T and the seven bytes of the wire.</summary>
    public void Write(Span<byte> bytes)
    {
        bytes[0] = Type;
        for (var i = 0; i < Length; i++)
        {
            bytes[i + 1] = (byte)(Packed >> (8 * i));
        }
    }

    /// <summary>True when a meter with the address <paramref name="other"/> answers to this one.</summary>
    public bool Matches(Cjt188Address other) => (Type == Any || Type == other.Type) && (IsWildcard || Packed == other.Packed);

    /// <summary>True when some meter could answer to both.</summary>
    public bool Overlaps(Cjt188Address other) => Matches(other) || other.Matches(this) || ((IsWildcard || other.IsWildcard) && (Type == Any || other.Type == Any || Type == other.Type));

    /// <summary>As the label shows it: 14 digits, without the type.</summary>
    public override string ToString() => Packed.ToString("X14", CultureInfo.InvariantCulture);
}
